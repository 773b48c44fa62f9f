import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it, vi } from 'vitest';
import { composeCollector } from '../../collector/src/composition.ts';
import { readConfig } from '../../collector/src/config.ts';

const folder = mkdtempSync(join(tmpdir(), 'coreledger-schedules-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('a collector without AWS finds what needs none, and keeps it', async () => {
  const config = join(folder, 'coreledger.yaml');
  writeFileSync(
    config,
    'dataDir: data\ntls: off\nlogLevel: silent\nlisten: { port: 0 }\nlicenses: licenses.yaml\n',
  );
  writeFileSync(
    join(folder, 'licenses.yaml'),
    'licenses: [{ id: sql, product: microsoft/sql-server, metric: core, owned: 8, expires: 2020-01-01 }]\n',
  );
  const collector = await composeCollector(readConfig(config));
  try {
    await collector.listen();
    const kinds = async () =>
      (await collector.services.findings.list({ limit: 10 })).items.map(({ kind }) => kind);
    await vi.waitFor(async () => expect(await kinds()).toContain('license-expired'), { timeout: 20_000 });
  } finally {
    await collector.close();
  }
});
