import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { rootedHost } from '../../../agent/src/host/rooted-host.ts';
import { buildContent } from '../../../agent/src/report/build-content.ts';
import { runCycle } from '../../../agent/src/run.ts';
import { readSettings } from '../../../agent/src/settings/read-settings.ts';
import { hostAttributes } from '../../../agent/src/ssm-inventory/host-attributes.ts';
import { leaveInventory } from '../../../agent/src/ssm-inventory/leave-inventory.ts';
import { agentUnderTest, temporaryFolder } from '../../support/agent/agent-program.ts';
import { answeringServer } from '../../support/agent/answering-server.ts';
import { smallHost } from '../../support/agent/small-host.ts';

const ID = 'mi-0123456789abcdef0';

async function contentOf(id: string | null) {
  const { root } = smallHost();
  if (id !== null) {
    const path = join(root, 'var/lib/amazon/ssm/registration');
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, JSON.stringify({ ManagedInstanceID: id, Region: 'eu-central-1' }));
  }
  const agent = { platform: 'linux', architecture: 'x64', privileged: true };
  return buildContent(rootedHost({ root, commands: undefined }), agent);
}

it('leaves one file of strings in the node’s folder, and the same one again', async () => {
  const folder = temporaryFolder('ssm');
  mkdirSync(join(folder, ID));
  const content = await contentOf(ID);
  expect([leaveInventory(folder, content), leaveInventory(folder, content)]).toEqual([null, null]);
  const path = join(folder, ID, 'inventory/custom/coreledger-host.json');
  const document = JSON.parse(readFileSync(path, 'utf8'));
  expect(document).toMatchObject({ SchemaVersion: '1.0', TypeName: 'Custom:CoreledgerHost' });
  expect(Object.values(document.Content).every((value) => typeof value === 'string')).toBe(true);
  // Nothing is known of this host's processors, and nothing is made up.
  expect(document.Content).toMatchObject({ Sockets: '', Cores: '' });
});

it('writes nothing where there is no registration, no folder of SSM Agent, or an id that is a path', async () => {
  const folder = temporaryFolder('ssm');
  expect(leaveInventory(folder, await contentOf(null))).toContain('not registered');
  expect(leaveInventory(folder, await contentOf('../../etc'))).toContain('not registered');
  expect(leaveInventory(folder, await contentOf(ID))).toContain('has no folder');
  expect(existsSync(join(folder, ID))).toBe(false);
});

it('says why a file cannot be written, and goes on', async () => {
  const folder = temporaryFolder('ssm');
  mkdirSync(join(folder, ID));
  writeFileSync(join(folder, ID, 'inventory'), 'a file, no folder');
  expect(leaveInventory(folder, await contentOf(ID))).toContain('cannot be written (');
});

it('keeps to the bounds of Systems Manager, by whole entries', async () => {
  const content = await contentOf(ID);
  const value = Array.from({ length: 400 }, (_, index) => ({
    detector: 'java',
    product: `Product ${index}`,
    edition: 'Enterprise',
    version: '1.2.3',
    instance: null,
    location: '/opt',
    confidence: 'high' as const,
    evidence: [],
    attributes: {},
  }));
  const editions = { status: 'present' as const, complete: true, value, sources: [], conflicts: [] };
  const attributes = hostAttributes({ ...content, sections: { ...content.sections, editions } });
  expect(attributes.Editions?.length).toBeLessThanOrEqual(4096);
  expect(attributes.Editions).toMatch(/Product \d+ Enterprise 1\.2\.3$/);
  expect(attributes.EditionsComplete).toBe('false');
});

it('is left by a run of this machine that was told to, never for another root', async () => {
  const server = await answeringServer();
  const { root } = smallHost();
  mkdirSync(join(root, 'var/lib/amazon/ssm'), { recursive: true });
  writeFileSync(
    join(root, 'var/lib/amazon/ssm/registration'),
    JSON.stringify({ ManagedInstanceID: ID, Region: 'eu-central-1' }),
  );
  const agent = agentUnderTest({ root });
  await agent('enroll', server.token);
  const folder = temporaryFolder('ssm');
  mkdirSync(join(folder, ID));
  const path = join(folder, ID, 'inventory/custom/coreledger-host.json');
  const told: string[] = [];
  const run = async (local: boolean, inventory: string) => {
    const env = { CORELEDGER_AGENT_SSM_INVENTORY: inventory };
    const { settings } = readSettings({ env, platform: 'linux', state: agent.state });
    if (settings === null) throw new Error('settings are wrong');
    const around = {
      platform: 'linux',
      architecture: 'x64',
      privileged: true,
      now: Date.now,
      random: () => 0,
      stop: new AbortController().signal,
      warn: (text: string) => void told.push(text),
    };
    const host = { ...rootedHost({ root, commands: undefined }), local };
    return (await runCycle(host, settings, around, { spreadMs: 0, deliver: false })).kind;
  };
  expect([await run(true, 'off'), await run(false, folder), existsSync(path)]).toEqual([
    'kept',
    'kept',
    false,
  ]);
  expect([await run(true, folder), existsSync(path), told]).toEqual(['kept', true, []]);
  // What goes wrong there is said and keeps no report back.
  expect(await run(true, join(folder, 'none'))).toBe('kept');
  expect(told).toEqual([expect.stringContaining('SSM Agent has no folder')]);
});
