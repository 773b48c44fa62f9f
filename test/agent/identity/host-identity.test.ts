import { describe, expect, it } from 'vitest';
import { collectSections } from '../../../agent/src/collectors/collect-sections.ts';
import { hostIdentity, permanentMacs } from '../../../agent/src/identity/host-identity.ts';
import { hostTree } from '../../support/host-tree.ts';

const identify = async (files: Record<string, string>) => {
  const { host } = hostTree(files);
  return hostIdentity(host, await collectSections(host));
};

describe('identity', () => {
  it('keeps the machine id on the host and names it by a keyed hash', async () => {
    const id = '0123456789abcdef0123456789abcdef';
    const { machineIdHash } = await identify({ '/etc/machine-id': `${id}\n` });
    // Python's hmac.new(b'coreledger/machine-id/1', id, sha256).
    expect(machineIdHash).toBe('199331ba09400b983409f39f1ffefe210ec0eeb66ef038bb80f81c1f54612331');
    const other = await identify({ '/etc/machine-id': `${id.replace('0', '1')}\n` });
    expect(other.machineIdHash).not.toBe(machineIdHash);
  });

  it.each(['', 'uninitialized\n', '00000000000000000000000000000000\n'])(
    'does not take %j for a machine id',
    async (text) => {
      expect((await identify({ '/etc/machine-id': text })).machineIdHash).toBeNull();
    },
  );

  it.each([
    [{ '/proc/sys/kernel/hostname': 'Db01\n', '/etc/hostname': 'old\n' }, 'db01', null],
    [{ '/etc/hostname': 'db01.prod.example.com\n' }, 'db01.prod.example.com', 'db01.prod.example.com'],
    [
      { '/etc/hostname': 'db01\n', '/etc/hosts': '127.0.1.1\tdb01.prod.example.com db01 # here\n' },
      'db01',
      'db01.prod.example.com',
    ],
    [
      { '/etc/hostname': 'db01\n', '/etc/hosts': '#10.0.0.1 db01.x.example db01\n127.0.0.1 localhost\n' },
      'db01',
      null,
    ],
    [{ '/etc/hostname': '<script>\n' }, 'unnamed.invalid', null],
    [{}, 'unnamed.invalid', null],
  ])('%j is called %s in full %s', async (files, hostName, fqdn) => {
    expect(await identify(files as Record<string, string>)).toMatchObject({ hostName, fqdn });
  });
});

describe('firmware as identity', () => {
  const dmi = (uuid: string) => ({
    '/sys/class/dmi/id/sys_vendor': 'Example Inc.\n',
    '/sys/class/dmi/id/product_uuid': `${uuid}\n`,
    '/sys/class/dmi/id/product_serial': 'CZ0042\n',
  });

  it('is the uuid and serial that the firmware gives', async () => {
    const uuid = '4C4C4544-0039-3010-8048-B7C04F384432';
    expect(await identify(dmi(uuid))).toMatchObject({ smbiosUuid: uuid.toLowerCase(), serial: 'CZ0042' });
  });

  it('is not a uuid that many boards share', async () => {
    const shared = dmi('03000200-0400-0500-0006-000700080009');
    expect(await identify(shared)).toMatchObject({ smbiosUuid: null, serial: 'CZ0042' });
  });

  it('is not that of the machine below a container', async () => {
    const inside = { ...dmi('4C4C4544-0039-3010-8048-B7C04F384432'), '/.dockerenv': '' };
    expect(await identify(inside)).toMatchObject({ smbiosUuid: null, serial: null });
  });

  it('is not the network card of the machine whose network a container shares', async () => {
    const card = {
      '/sys/class/net/eno1/address': '00:50:56:aa:bb:cc\n',
      '/sys/class/net/eno1/addr_assign_type': '0\n',
      '/sys/class/net/eno1/operstate': 'up\n',
      '/sys/class/net/eno1/type': '1\n',
    };
    expect(await identify(card)).toMatchObject({ macs: ['00:50:56:aa:bb:cc'] });
    expect(await identify({ ...card, '/.dockerenv': '' })).toMatchObject({ macs: [] });
  });
});

it('names a host by vendor addresses of its own interfaces alone', () => {
  const at = (name: string, mac: string, permanent: boolean | null = true) => ({
    name,
    mac,
    permanent,
    addresses: [],
  });
  const macs = permanentMacs([
    at('eth1', '52:54:00:11:22:33', false),
    at('eth0', '3c:ec:ef:01:02:04'),
    at('bond0', '3c:ec:ef:01:02:04'),
    at('eno1', '3c:ec:ef:01:02:03'),
    at('docker0', '3c:ec:ef:01:02:05'),
    at('usb0', '00:11:22:33:44:55'),
    at('tun0', '00:00:00:00:00:07'),
    at('mc0', '01:00:5e:00:00:01'),
    at('x0', '3c:ec:ef:01:02:06', null),
  ]);
  expect(macs).toEqual(['3c:ec:ef:01:02:03', '3c:ec:ef:01:02:04']);
});
