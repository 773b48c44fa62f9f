import { expect, it } from 'vitest';
import { ssmRegistration } from '../../../../agent/src/collectors/ssm-registration/ssm-registration.ts';
import { hostTree } from '../../../support/host-tree.ts';

// Shapes from amazon-ssm-agent's sources (registration/instance_info.go, fsvault, runtimeconfig); keys and ids are made up.
const KEY = '/var/lib/amazon/ssm/Vault/Store/RegistrationKey';
const CONFIG = '/var/lib/amazon/ssm/runtimeconfig/identity_config.json';
const PLAIN = '/var/lib/amazon/ssm/registration';
const registrationKey = JSON.stringify({
  instanceID: 'mi-0123456789abcdef0',
  region: 'eu-central-1',
  instanceType: 'on-prem',
  availabilityZone: 'on-prem',
  privateKey: 'c2VjcmV0LXByaXZhdGUta2V5',
  publicKey: 'cHVibGlj',
  privateKeyType: 'Rsa',
});
const identityConfig = JSON.stringify({
  SchemaVersion: '1.1',
  InstanceId: 'mi-0123456789abcdef0',
  IdentityType: 'OnPrem',
  ShareFile: '/root/.aws/credentials',
});

const collect = async (files: Record<string, string>) => ssmRegistration.collect(hostTree(files).host, {});

it('takes the id from the vault, the rest from where it stands, and never the key', async () => {
  const section = await collect({ [KEY]: registrationKey, [CONFIG]: identityConfig });
  expect(section).toMatchObject({
    status: 'present',
    complete: true,
    conflicts: [],
    value: {
      managedInstanceId: 'mi-0123456789abcdef0',
      region: 'eu-central-1',
      identityType: 'OnPrem',
      source: KEY,
    },
  });
  expect(JSON.stringify(section)).not.toMatch(/c2Vjcm|cHVibGlj|credentials/);
});

it('prefers the vault to a registration file that survived, and tells that they differ', async () => {
  const stale = JSON.stringify({ ManagedInstanceID: 'mi-0fedcba9876543210', Region: 'us-east-1' });
  const section = await collect({ [KEY]: registrationKey, [PLAIN]: stale });
  expect(section).toMatchObject({
    value: { managedInstanceId: 'mi-0123456789abcdef0', region: 'eu-central-1' },
    conflicts: [
      {
        field: 'managedInstanceId',
        values: [{ source: 'registration-key' }, { value: 'mi-0fedcba9876543210' }],
      },
    ],
  });
});

it('knows an unregistered host from one it could not look at', async () => {
  expect(await collect({})).toMatchObject({
    status: 'present',
    complete: true,
    value: { managedInstanceId: null, source: null },
  });
  const broken = await collect({ [KEY]: '{"privateKey":"c2VjcmV0LXByaXZhdGUta2V5",' });
  expect(broken.status).toBe('failed');
  expect(JSON.stringify(broken)).not.toContain('c2Vjcm');
});

it('says a vault emptied by -clear is no registration', async () => {
  const cleared = JSON.stringify({ instanceID: '', region: '', privateKey: '' });
  expect(await collect({ [KEY]: cleared })).toMatchObject({
    status: 'present',
    value: { managedInstanceId: null },
  });
});
