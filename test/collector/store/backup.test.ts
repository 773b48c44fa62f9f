import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { restoreDatabase } from '../../../collector/src/store/sqlite/restore-database.ts';
import { startTestCollector } from '../../support/collector/running-collector.ts';
import { request } from '../../support/collector/test-agent.ts';

let scratch: string;
beforeEach(() => {
  scratch = mkdtempSync(join(tmpdir(), 'coreledger-backup-'));
});
afterEach(() => rmSync(scratch, { recursive: true, force: true }));

it('brings back what was acknowledged before it, and the chain goes on with a recorded gap', async () => {
  const backup = join(scratch, 'backup.sqlite');
  const collector = await startTestCollector();
  const agent = await collector.enrolled();
  const first = agent.report();
  await collector.app.inject(request('/v1/agent/reports', first));
  const { bytes } = await collector.collector.services.maintenance.backup(backup);
  expect(bytes).toBe(statSync(backup).size);
  expect(statSync(backup).mode & 0o077).toBe(0);
  await expect(collector.collector.services.maintenance.backup(backup)).rejects.toThrow(/replace nothing/);
  await collector.app.inject(request('/v1/agent/reports', agent.report()));
  expect(() => restoreDatabase(backup, collector.config.dataDir, Date.now())).toThrow(/stop the collector/);
  await collector.close();

  const folder = join(scratch, 'data');
  expect(restoreDatabase(backup, folder, 0)).toEqual({ kept: null });
  expect(existsSync(restoreDatabase(backup, folder, 0).kept ?? '')).toBe(true);
  const restored = await startTestCollector('', folder);
  const after = await restored.app.inject(request('/v1/agent/reports', agent.report()));
  expect(after.statusCode).toBe(202);
  const kept = await restored.collector.stores.reports.list(agent.hostId, { limit: 10 });
  expect(kept.items.map(({ sequence }) => sequence)).toEqual([3, 1]);
  await restored.close();
});

it('is refused where it is none', () => {
  const file = join(scratch, 'junk');
  expect(() => restoreDatabase(file, scratch, 0)).toThrow(/no such file/);
  writeFileSync(file, 'junk'.repeat(1000));
  expect(() => restoreDatabase(file, scratch, 0)).toThrow(/not a backup to restore/);
});

it('the doctor finds a sound collector sound', async () => {
  const collector = await startTestCollector();
  const found = await collector.collector.services.diagnose();
  expect(found.map(({ check }) => check)).toEqual([
    'database',
    'schema',
    'log',
    'writing',
    'disk',
    'clock',
    'certificates',
    'aws',
  ]);
  expect(found.filter(({ verdict }) => verdict === 'failed')).toEqual([]);
  await collector.close();
});
