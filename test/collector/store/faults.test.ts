import { mkdtempSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { schemaVersion } from '../../../collector/src/store/sqlite/migrate.ts';
import { migrations } from '../../../collector/src/store/sqlite/migrations/index.ts';
import {
  openDatabase,
  type SqliteDatabase,
  schemaDrift,
} from '../../../collector/src/store/sqlite/open-database.ts';
import { DATABASE_NAME, openSqliteStores } from '../../../collector/src/store/sqlite/sqlite-stores.ts';
import { startTestCollector, type TestCollector } from '../../support/collector/running-collector.ts';
import { dpkgItem, hostReport, presentSection, request } from '../../support/collector/test-agent.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'coreledger-faults-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function databaseOf(collector: TestCollector): SqliteDatabase {
  return (collector.collector.stores as ReturnType<typeof openSqliteStores>).database;
}

function manyTitles(): object {
  const rows = Array.from({ length: 3000 }, (_, index) =>
    dpkgItem(`package-${String(index).padStart(5, '0')}`),
  );
  return { sections: hostReport({ software: presentSection(rows) }).sections };
}

describe('a full disk', () => {
  it('refuses with Retry-After, keeps what was acknowledged, and takes the same report once there is room', async () => {
    const collector = await startTestCollector('', folder);
    const agent = await collector.enrolled();
    const first = agent.report();
    expect((await collector.app.inject(request('/v1/agent/reports', first))).statusCode).toBe(202);
    const database = databaseOf(collector);
    const pages = Number(database.pragma('page_count', { simple: true }));
    database.pragma(`max_page_count = ${pages + 2}`);

    const second = agent.report(manyTitles());
    const refused = await collector.app.inject(request('/v1/agent/reports', second));
    expect([refused.statusCode, refused.json().code]).toEqual([503, 'storage-unavailable']);
    expect(refused.json().detail).toMatch(/full/);
    expect(Number(refused.headers['retry-after'])).toBeGreaterThanOrEqual(30);
    const { reports } = collector.collector.stores;
    expect((await reports.list(agent.hostId, { limit: 10 })).items.map(({ digest }) => digest)).toEqual([
      first.digest,
    ]);

    database.pragma(`max_page_count = ${pages + 100_000}`);
    const taken = await collector.app.inject(request('/v1/agent/reports', second));
    expect([taken.statusCode, taken.json().duplicate]).toEqual([202, false]);
    const reportId = JSON.parse(second.bytes.toString()).reportId;
    expect(Buffer.from((await reports.bytesOf(reportId)) ?? []).equals(second.bytes)).toBe(true);
    await collector.close();
  });
});

describe('a database that turned read-only', () => {
  it('is not ready, says so, and recovers by itself', async () => {
    const collector = await startTestCollector('', folder);
    const agent = await collector.enrolled();
    databaseOf(collector).pragma('query_only = ON');
    const ready = await collector.app.inject({ url: '/health/ready' });
    expect([ready.statusCode, ready.json().code]).toEqual([503, 'storage-unavailable']);
    const message = agent.report();
    expect((await collector.app.inject(request('/v1/agent/reports', message))).statusCode).toBe(503);
    expect((await collector.app.inject({ url: '/health/live' })).statusCode).toBe(200);
    databaseOf(collector).pragma('query_only = OFF');
    expect((await collector.app.inject(request('/v1/agent/reports', message))).statusCode).toBe(202);
    await collector.close();
  });
});

describe('opening', () => {
  it('refuses a file that is no database, and names it', () => {
    writeFileSync(join(folder, DATABASE_NAME), 'not a database, by far'.repeat(500));
    expect(() => openSqliteStores(folder)).toThrow(
      /cannot use the database .*coreledger\.sqlite.*coreledger restore/,
    );
  });

  it('refuses the schema of a newer release', async () => {
    const stores = openSqliteStores(folder);
    stores.database.pragma('user_version = 9999');
    await stores.close();
    expect(() => openSqliteStores(folder)).toThrow(/schema version 9999.*newer release/);
  });

  it.each(migrations.slice(0, -1).map(({ version }, index) => [version, index + 1]))(
    'takes a database of version %s forward and keeps what it holds',
    (version, count) => {
      const file = join(folder, DATABASE_NAME);
      const before = openDatabase(file, migrations.slice(0, count));
      before
        .prepare("INSERT INTO host (host_id, name, first_seen_at, last_seen_at) VALUES ('h1', 'db01', 1, 2)")
        .run();
      expect(schemaVersion(before)).toBe(version);
      before.close();
      const after = openDatabase(file);
      expect(schemaVersion(after)).toBe(migrations.at(-1)?.version);
      expect(after.prepare('SELECT name FROM host').all()).toEqual([{ name: 'db01' }]);
      after.close();
    },
  );

  it('does a step that comes later with a lower number, and only once', () => {
    const file = join(folder, DATABASE_NAME);
    const late = { version: 45, name: 'late', sql: 'CREATE TABLE late (x INTEGER) STRICT' };
    openDatabase(file).close();
    for (const _time of [1, 2]) {
      const database = openDatabase(file, [...migrations, late]);
      expect(database.prepare('SELECT * FROM late').all()).toEqual([]);
      expect(schemaVersion(database)).toBe(migrations.at(-1)?.version);
      database.close();
    }
    // This program does not know the step: a newer release did it.
    expect(() => openDatabase(file)).toThrow(/schema version 45.*newer release/);
  });

  it('takes a database from before steps were recorded to have all of them up to its version', () => {
    const file = join(folder, DATABASE_NAME);
    const old = openDatabase(file, migrations.slice(0, -2));
    old.exec('DROP TABLE schema_step');
    old.close();
    const database = openDatabase(file);
    expect(database.prepare('SELECT version, name FROM schema_step ORDER BY version').all()).toEqual(
      migrations.map(({ version, name }) => ({ version, name })),
    );
    expect(schemaDrift(database)).toEqual([]);
    database.close();
  });

  it('has steps in ascending order, each number once', () => {
    const versions = migrations.map(({ version }) => version);
    expect(versions).toEqual([...new Set(versions)].toSorted((a, b) => a - b));
  });

  it('leaves the schema as it was where a step fails half way', () => {
    const file = join(folder, DATABASE_NAME);
    const broken = { version: 9000, name: 'broken', sql: 'CREATE TABLE half (x INTEGER) STRICT; NONSENSE' };
    expect(() => openDatabase(file, [...migrations, broken])).toThrow(/cannot use the database/);
    const database = openDatabase(file);
    expect(database.prepare("SELECT name FROM sqlite_master WHERE name = 'half'").all()).toEqual([]);
    database.close();
  });
});

describe('damage', () => {
  it('is found by the inspection', async () => {
    const stores = openSqliteStores(folder);
    expect((await stores.maintenance.inspect()).damage).toEqual([]);
    const page = Number(
      stores.database
        .prepare("SELECT rootpage AS page FROM sqlite_master WHERE name = 'host_by_name'")
        .pluck()
        .get(),
    );
    const size = Number(stores.database.pragma('page_size', { simple: true }));
    await stores.close();
    const file = openSync(join(folder, DATABASE_NAME), 'r+');
    writeSync(file, Buffer.alloc(size, 0xff), 0, size, (page - 1) * size);
    const again = openSqliteStores(folder);
    expect((await again.maintenance.inspect()).damage.length).toBeGreaterThan(0);
    await again.close();
  });
});
