import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readSettings } from '../../../agent/src/settings/read-settings.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'coreledger-settings-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function read(file: string, env: Record<string, string> = {}, state?: string) {
  const config = join(folder, 'agent.env');
  writeFileSync(config, file);
  return readSettings({ env, platform: 'linux', config, state });
}

it('has defaults for everything', () => {
  expect(read('# nothing set\n').settings).toMatchObject({
    stateDirectory: '/var/lib/coreledger-agent',
    urls: null,
    spoolMaxBytes: 64 * 1024 * 1024,
    timeoutMs: 30_000,
  });
});

it('leaves nothing for Systems Manager unless told to', () => {
  const of = (value: string) => read(`CORELEDGER_AGENT_SSM_INVENTORY=${value}\n`);
  expect(read('').settings?.ssmInventory).toBeNull();
  expect(of('off').settings?.ssmInventory).toBeNull();
  expect(of('on').settings?.ssmInventory).toBe('/var/lib/amazon/ssm');
  expect(of('/srv/ssm').settings?.ssmInventory).toBe('/srv/ssm');
  expect(of('yes').faults).toEqual([expect.stringContaining('"yes" is not on, off or an absolute path')]);
});

it('takes flags before the environment, and that before the file', () => {
  const file =
    'CORELEDGER_AGENT_STATE=/file\nCORELEDGER_AGENT_TIMEOUT_SECONDS="5"\nHTTPS_PROXY=http://p:3128\n';
  expect(read(file).settings).toMatchObject({
    stateDirectory: '/file',
    timeoutMs: 5_000,
    proxyEnv: { HTTPS_PROXY: 'http://p:3128' },
  });
  const env = {
    CORELEDGER_AGENT_STATE: '/env',
    CORELEDGER_AGENT_URLS: 'https://a.example/, https://b.example',
  };
  expect(read(file, env).settings).toMatchObject({
    stateDirectory: '/env',
    urls: ['https://a.example', 'https://b.example'],
  });
  expect(read(file, env, '/flag').settings?.stateDirectory).toBe('/flag');
});

it('tells every fault at once, with its place', () => {
  const { faults } = read(
    [
      'CORELEDGER_AGENT_SPOOL_MAX_MIB=0',
      'CORELEDGER_AGENT_SPOOL_MAX_DAYS=soon',
      'CORELEDGER_AGENT_STATE=relative',
      'CORELEDGER_AGENT_URL=https://typo.example',
      'CORELEDGER_AGENT_URLS=http://plain.example',
      'nonsense',
    ].join('\n'),
  );
  const text = (faults ?? []).join('\n');
  for (const part of [
    'SPOOL_MAX_MIB: "0"',
    'SPOOL_MAX_DAYS: "soon"',
    '"relative"',
    'no setting "CORELEDGER_AGENT_URL"',
    'not an https URL',
    'agent.env:6: not NAME=value',
  ])
    expect(text).toContain(part);
  expect(faults).toHaveLength(6);
});

it('wants a file that was named to be there, and no other', () => {
  const named = readSettings({ env: {}, platform: 'linux', config: join(folder, 'absent.env') });
  expect(named.faults).toEqual([`${join(folder, 'absent.env')}: cannot be read (ENOENT)`]);
});
