import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { composeCollector } from '../../../collector/src/composition.ts';
import { readConfig } from '../../../collector/src/config.ts';
import { cliSession } from '../../support/collector/cli-session.ts';
import { startTestCollector } from '../../support/collector/running-collector.ts';
import { hostReport, identity, request } from '../../support/collector/test-agent.ts';

let folder: string;
const file = (name: string) => join(folder, name);

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'coreledger-cli-'));
  writeFileSync(file('coreledger.yaml'), `dataDir: ${file('data')}\ntls: off\nlogLevel: silent\n`);
  const seeded = await composeCollector(readConfig(file('coreledger.yaml')));
  await seeded.close();
  const collector = await startTestCollector('', file('data'));
  for (const hostName of ['one', 'two']) {
    const agent = await collector.enrolled(hostName);
    const message = agent.report({ sections: hostReport().sections, identity: identity({ hostName }) });
    await collector.app.inject(request('/v1/agent/reports', message));
  }
  await collector.app.close();
  await collector.collector.close();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const coreledger = (...argv: string[]) => cliSession(file('coreledger.yaml'))(...argv);

it('hosts are listed and shown: what was read, and what was not', async () => {
  const { out } = await coreledger('host', 'list');
  expect(out.split('\n').map((row) => row.split(' ')[0])).toEqual([
    'Host',
    expect.any(String),
    'one',
    'two',
    '',
  ]);
  const json = (await coreledger('host', 'list', '--name', 'tw', '--json')).out.trim().split('\n');
  expect(json.map((text) => JSON.parse(text))).toEqual([
    expect.objectContaining({ name: 'two', stale: false }),
  ]);
  expect((await coreledger('report', 'host', 'one')).out).toMatch(
    /^host {7}one \(.*\n\nOwes nothing under any license/s,
  );
  expect(await coreledger('report', 'host', 'three')).toMatchObject({
    code: 1,
    err: expect.stringMatching(/no host "three" counts then: `coreledger host list`/),
  });
});

it('hosts are retired, merged, tagged and named by command, each with a reason', async () => {
  expect(await coreledger('host', 'retire', 'one')).toMatchObject({
    code: 2,
    err: expect.stringMatching(/--reason TEXT/),
  });
  expect(await coreledger('host', 'retire', 'one', 'two', '--reason', 'room closed')).toMatchObject({
    code: 0,
    out: expect.stringMatching(/^retire: one \(.*\)\nretire: two \(.*\)\n$/),
  });
  expect((await coreledger('host', 'absent')).out.match(/retired /g)).toHaveLength(2);
  expect(await coreledger('host', 'retire', 'one', '--reason', 'again')).toMatchObject({
    code: 1,
    err: 'coreledger host retire: one is retired already\n',
  });
  expect((await coreledger('host', 'unretire', 'one', 'two', '--reason', 'reopened')).code).toBe(0);
  expect((await coreledger('host', 'merge', 'two', '--into', 'one', '--reason', 'same box')).code).toBe(0);
  expect((await coreledger('host', 'absent')).out).toMatch(/two +merged into /);
  expect((await coreledger('host', 'split', 'two', '--reason', 'not the same')).code).toBe(0);
  expect((await coreledger('host', 'tag', 'one', '--tag', 'site', '--reason', 'x')).code).toBe(2);
  expect((await coreledger('host', 'tag', 'one', 'two', '--tag', 'site=north', '--reason', 'x')).code).toBe(
    0,
  );
  expect((await coreledger('host', 'untag', 'two', '--key', 'site', '--reason', 'x')).code).toBe(0);
  expect((await coreledger('host', 'rename', 'two', '--to', 'deux', '--reason', 'x')).out).toMatch(
    /^rename: deux/,
  );
  expect((await coreledger('host', 'rename', 'two', '--to', 'x', '--reason', 'x')).code).toBe(1);
});

it('placements are imported from files', async () => {
  writeFileSync(file('hosts.csv'), 'guest,host,cluster\none,esx1,prod\n');
  expect(await coreledger('import', 'placements', file('hosts.csv'))).toEqual({
    code: 0,
    out: '1 placements stand for placements: 1 new, 0 ended; left out: 0 shut off, 0 not named\n',
    err: '',
  });
  writeFileSync(file('virt-who.json'), '{"hypervisors": [');
  expect(await coreledger('import', 'virt-who', file('virt-who.json'))).toMatchObject({
    code: 2,
    err: expect.stringMatching(/not JSON/),
  });
  expect((await coreledger('import', 'virt-who', file('absent.json'))).err).toMatch(/cannot read/);
});
