import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Identifier, identifiersOf } from '../../../collector/src/identity/match-identity.ts';
import { identifierTable } from '../../../collector/src/store/sqlite/identifier-table.ts';
import { openDatabase } from '../../../collector/src/store/sqlite/open-database.ts';
import { startTestCollector, type TestCollector } from '../../support/collector/running-collector.ts';
import { hostReport, identity, request, type TestAgent } from '../../support/collector/test-agent.ts';

const UUID = '6d9e3a10-3333-4000-8000-000000000001';
let collector: TestCollector;
beforeAll(async () => {
  collector = await startTestCollector();
});
afterAll(() => collector.close());

async function report(agent: TestAgent, hostName: string, smbiosUuid: string | null): Promise<void> {
  const message = agent.report({
    sections: hostReport().sections,
    identity: identity({ hostName, smbiosUuid }),
  });
  expect((await collector.app.inject(request('/v1/agent/reports', message))).statusCode).toBe(202);
}

async function known(smbiosUuid: string): Promise<string[]> {
  const { identities } = collector.collector.stores;
  return (await identities.sharing(identifiersOf(identity({ smbiosUuid })))).map(({ hostId }) => hostId);
}

it('finds hosts by what they are now, under the host that counts for them', async () => {
  const a = await collector.enrolled('a', { smbiosUuid: UUID });
  expect(await known(UUID), 'enrolled, not yet reported').toEqual([a.hostId]);
  await report(a, 'a', null);
  expect(await known(UUID), 'it says otherwise now').toEqual([]);
  await report(a, 'a', UUID);
  expect(await known(UUID.toUpperCase())).toEqual([a.hostId]);

  const { hosts } = collector.collector.services;
  const by = { actor: 'test', reason: 'test' };
  const b = await collector.enrolled('b');
  await report(b, 'b', null);
  await hosts.change(a.hostId, { kind: 'merge', into: b.hostId }, by);
  expect(await known(UUID), 'merged').toEqual([b.hostId]);
  await hosts.change(a.hostId, { kind: 'split' }, by);
  await hosts.change(a.hostId, { kind: 'retire' }, by);
  expect(await known(UUID), 'retired').toEqual([]);
});

it('a value that a hundred hosts share finds nobody', async () => {
  const shared = '6d9e3a10-4444-4000-8000-000000000001';
  for (let index = 0; index < 100; index += 1) await collector.enrolled(`t${index}`, { smbiosUuid: shared });
  expect(await known(shared)).toHaveLength(100);
  await collector.enrolled('t100', { smbiosUuid: shared });
  expect(await known(shared)).toEqual([]);
});

it('has of each host what it says now, whatever it said before and whatever others say', () => {
  const database = openDatabase(':memory:');
  const table = identifierTable(database);
  const rows = database.prepare<[number], Identifier>(
    'SELECT kind, value FROM host_identifier WHERE host_no = ? ORDER BY kind, value',
  );
  // The same few values as serial, machine id and registration.
  const value = fc.constantFrom(null, 'a', 'b', 'A', ' a ', UUID);
  const said = fc.record({
    hostNo: fc.constantFrom(1, 2),
    serial: value,
    machineIdHash: value,
    managedInstanceId: value,
    smbiosUuid: fc.constantFrom(null, UUID, UUID.toUpperCase()),
    macs: fc.array(fc.constantFrom('a', 'b', '02:00:00:00:00:01'), { maxLength: 4 }),
  });
  database.exec(`INSERT INTO host (host_no, host_id, name, first_seen_at, last_seen_at)
    VALUES (1, 'one', 'one', 0, 0), (2, 'two', 'two', 0, 0)`);
  const now = new Map<number, Identifier[]>();
  fc.assert(
    fc.property(said, ({ hostNo, ...hardware }) => {
      const wanted = identity(hardware);
      table.replace(hostNo, wanted);
      now.set(hostNo, identifiersOf(wanted));
      for (const [no, identifiers] of now) {
        const byKindAndValue = (a: Identifier, b: Identifier) =>
          `${a.kind} ${a.value}` < `${b.kind} ${b.value}` ? -1 : 1;
        expect(rows.all(no)).toEqual(identifiers.toSorted(byKindAndValue));
      }
    }),
    { numRuns: 500 },
  );
  database.close();
});
