import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { DATABASE_NAME } from '../../../collector/src/store/sqlite/sqlite-stores.ts';
import { startTestCollector, type TestCollector } from '../../support/collector/running-collector.ts';

let collector: TestCollector;
let database: Database.Database;
let made = 0;

beforeAll(async () => {
  collector = await startTestCollector();
  database = new Database(join(collector.config.dataDir, DATABASE_NAME));
});
afterAll(async () => {
  database.close();
  await collector.close();
});

const by = { actor: 'test', reason: 'because' };
const token = {
  maxUses: 1,
  validMs: 60_000,
  description: null,
  hostPattern: null,
  cidrs: [],
  actor: 'test',
};

/** A known host, and a new key on a machine that looks like it. */
async function pair() {
  made += 1;
  const hardware = {
    smbiosUuid: `6d9e3a10-2222-4000-8000-00000000000${made}`,
    macs: [`00:50:56:aa:bb:0${made}`],
  };
  const known = await collector.enrolled(`db${made}`, hardware);
  return { known, newcomer: await collector.enrolled(`db${made}`, hardware) };
}

/** Prepares one decision; what is returned makes it, and `entries` are what it puts on record. */
const decisions: Record<string, { entries: string[]; prepare: () => Promise<() => Promise<unknown>> }> = {
  'same host': {
    entries: ['host.merge', 'agent.approve-same-host'],
    prepare: async () => {
      const { newcomer } = await pair();
      return () => collector.collector.services.agents.approve(newcomer.agentId, 'same-host', by);
    },
  },
  'new host': {
    entries: ['agent.approve-new-host'],
    prepare: async () => {
      const { newcomer } = await pair();
      return () => collector.collector.services.agents.approve(newcomer.agentId, 'new-host', by);
    },
  },
  'revoking a pending agent': {
    entries: ['host.retire', 'agent.revoke'],
    prepare: async () => {
      const { newcomer } = await pair();
      return () => collector.collector.services.agents.revoke(newcomer.agentId, by);
    },
  },
  retiring: {
    entries: ['host.retire'],
    prepare: async () => {
      const { known } = await pair();
      return () => collector.collector.services.hosts.change(known.hostId, { kind: 'retire' }, by);
    },
  },
  tagging: {
    entries: ['host.tag'],
    prepare: async () => {
      const { known } = await pair();
      const change = { kind: 'tag', key: 'site', value: 'A' } as const;
      return () => collector.collector.services.hosts.change(known.hostId, change, by);
    },
  },
  'a new join token': {
    entries: ['token.create'],
    prepare: async () => () => collector.collector.services.tokens.create(token),
  },
  'revoking a join token': {
    entries: ['token.revoke'],
    prepare: async () => {
      const { tokenId } = await collector.collector.services.tokens.create(token);
      return () => collector.collector.services.tokens.revoke(tokenId, 'test');
    },
  },
  'a new API key': {
    entries: ['key.create'],
    prepare: async () => () =>
      collector.collector.services.apiKeys.create({
        name: 'k',
        role: 'viewer',
        validMs: null,
        actor: 'test',
      }),
  },
  'revoking an API key': {
    entries: ['key.revoke'],
    prepare: async () => {
      const { apiKeys } = collector.collector.services;
      const { keyId } = await apiKeys.create({ name: 'k', role: 'viewer', validMs: null, actor: 'test' });
      return () => apiKeys.revoke(keyId, 'test');
    },
  },
  acknowledging: {
    entries: ['finding.acknowledge'],
    prepare: async () => {
      await pair();
      const { findings, reconcile } = collector.collector.services;
      await reconcile.run();
      const { items } = await findings.list({ limit: 1, state: 'open', kind: 'enrollment-pending' });
      return () => findings.acknowledge(items[0]?.key ?? '', 'test', 'known', null);
    },
  },
  'importing placements': {
    entries: ['placements.import'],
    prepare: async () => () =>
      collector.collector.services.imports.placements(
        [
          {
            guest: { uuid: null, name: 'vm1' },
            host: { uuid: null, name: 'esx1' },
            cluster: null,
            machine: null,
          },
        ],
        { source: 'test', actor: 'test' },
      ),
  },
  'making a plan': {
    entries: ['plan.make'],
    prepare: async () => () => collector.collector.services.plans.make('test'),
  },
  enrolling: {
    entries: ['token.create', 'agent.enroll'],
    prepare: async () => () => collector.enrolled(`new${++made}`),
  },
};

function everything(): Record<string, unknown[]> {
  const tables = database
    .prepare<[], { name: string }>("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
    .all();
  return Object.fromEntries(
    tables.map(({ name }) => [name, database.prepare(`SELECT * FROM "${name}"`).all()]),
  );
}

function entriesSince(entryNo: number): string[] {
  return database
    .prepare<[number], string>('SELECT action FROM audit_entry WHERE entry_id > ? ORDER BY entry_id')
    .pluck()
    .all(entryNo);
}

it.each(Object.entries(decisions))(
  '%s and its entry in the audit log stand together or not at all',
  async (_name, { entries, prepare }) => {
    const decide = await prepare();
    const before = everything();
    const last = entries.at(-1);
    database.exec(`CREATE TRIGGER no_entry BEFORE INSERT ON audit_entry WHEN NEW.action = '${last}'
      BEGIN SELECT RAISE(ABORT, 'no entry today'); END`);
    await expect(decide()).rejects.toThrow();
    database.exec('DROP TRIGGER no_entry');
    const entryNo = database.prepare('SELECT max(entry_id) FROM audit_entry').pluck().get() as number;
    const refused = everything();
    // Enrolling makes its token first, in a call of its own.
    if (last === 'agent.enroll') {
      expect({ ...refused, audit_entry: [], join_token: [] }).toEqual({
        ...before,
        audit_entry: [],
        join_token: [],
      });
      expect(refused.join_token?.at(-1)).toMatchObject({ uses: 0 });
    } else expect(refused).toEqual(before);
    await decide();
    expect(entriesSince(entryNo)).toEqual(entries);
  },
);

it('two who decide at once: one does, the other hears that it is done', async () => {
  const { newcomer } = await pair();
  const { agents } = collector.collector.services;
  const both = await Promise.allSettled([
    agents.approve(newcomer.agentId, 'new-host', by),
    agents.revoke(newcomer.agentId, by),
  ]);
  expect(both.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
  expect(await collector.collector.stores.agents.byId(newcomer.agentId)).toMatchObject({ status: 'active' });
  expect(await collector.collector.services.hosts.standing(newcomer.hostId)).toMatchObject({
    retiredAt: null,
  });
});
