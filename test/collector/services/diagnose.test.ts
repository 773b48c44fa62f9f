import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AwsSource } from '../../../collector/src/ports/aws.ts';
import type { StoreState } from '../../../collector/src/ports/maintenance.ts';
import {
  type CertificatesInUse,
  createDiagnose,
  type Diagnosis,
} from '../../../collector/src/services/diagnose.ts';
import { diagnoseAws } from '../../../collector/src/services/diagnose-aws.ts';
import { createReadAws } from '../../../collector/src/services/read-aws.ts';
import { createWatchClock } from '../../../collector/src/services/watch-clock.ts';
import type { openSqliteStores } from '../../../collector/src/store/sqlite/sqlite-stores.ts';
import { SOURCES, startTestAws, type TestAws } from '../../support/aws/test-aws.ts';
import { startTestCollector, type TestCollector } from '../../support/collector/running-collector.ts';
import { request } from '../../support/collector/test-agent.ts';

const GIB = 1024 ** 3;
const DAY = 86_400_000;
const NOW = Date.parse('2026-03-01T00:00:00Z');
const SOUND: StoreState = {
  schemaVersion: 1,
  schemaDrift: [],
  damage: [],
  bytes: GIB,
  logBytes: 0,
  freeBytes: 10 * GIB,
  hosts: 1,
  reports: 1,
  newestStoredAt: NOW - 1,
};
const CERTIFICATES: CertificatesInUse = { server: NOW + 300 * DAY, ca: NOW + 3_000 * DAY, warnings: [] };

let collector: TestCollector;
beforeEach(async () => {
  collector = await startTestCollector();
});
afterEach(() => collector.close());

interface Given {
  readonly state?: Partial<StoreState>;
  readonly certificates?: Partial<CertificatesInUse>;
  readonly aws?: TestAws['aws'];
  readonly deadline?: () => Promise<never>;
}

async function diagnosed(
  { state, certificates, aws, deadline }: Given,
  offline = false,
): Promise<readonly Diagnosis[]> {
  const sources: readonly AwsSource[] = aws?.sources ?? [];
  return createDiagnose({
    maintenance: { inspect: async () => ({ ...SOUND, ...state }) },
    probe: async () => undefined,
    certificates: () => ({ ...CERTIFICATES, ...certificates }),
    aws: {
      aws: { sources, reader: (...args) => (aws as TestAws['aws']).reader(...args) },
      read: createReadAws({ store: collector.collector.stores.aws, sources }),
      deadline: deadline ?? (() => new Promise(() => undefined)),
    },
    clock: { now: () => NOW },
  })({ offline });
}

describe('the doctor', () => {
  it.each<[string, Given, Diagnosis['check'], Diagnosis['verdict'], RegExp]>([
    ['little room', { state: { freeBytes: GIB / 2 } }, 'disk', 'warning', /less than 1 GiB/],
    ['no room', { state: { freeBytes: 1_000_000 } }, 'disk', 'failed', /soon be refused/],
    ['room for less than a copy', { state: { bytes: 20 * GIB } }, 'disk', 'warning', /own size/],
    ['a log that only grows', { state: { logBytes: GIB } }, 'log', 'warning', /1024\.0 MiB: a long backup/],
    ['damage', { state: { damage: ['page 7'] } }, 'database', 'failed', /page 7.*coreledger restore/],
    ['a clock set back', { state: { newestStoredAt: NOW + 3_600_000 } }, 'clock', 'failed', /60 min behind/],
    ['a clock a little behind', { state: { newestStoredAt: NOW + 60_000 } }, 'clock', 'ok', /2026-03-01/],
    [
      'a certificate near its end',
      { certificates: { server: NOW + 5 * DAY } },
      'certificates',
      'warning',
      /ends in 5 days/,
    ],
    [
      'a certificate that ended',
      { certificates: { server: NOW - DAY } },
      'certificates',
      'failed',
      /ends in -1 days/,
    ],
    [
      'a CA near its end',
      { certificates: { ca: NOW + 100 * DAY } },
      'certificates',
      'warning',
      /CA in 100 days/,
    ],
    [
      'a certificate for another name',
      { certificates: { warnings: ['not for x'] } },
      'certificates',
      'warning',
      /not for x/,
    ],
    ['nothing wrong', {}, 'certificates', 'ok', /300 days/],
  ])('says of %s what it is', async (_name, given, check, verdict, detail) => {
    const found = await diagnosed(given);
    expect(found.find((one) => one.check === check)).toEqual({
      check,
      verdict,
      detail: expect.stringMatching(detail),
    });
    expect(found.filter((one) => one.verdict !== 'ok')).toHaveLength(verdict === 'ok' ? 0 : 1);
  });

  it('finds a schema that somebody changed', async () => {
    const { stores } = collector.collector;
    const { database } = stores as ReturnType<typeof openSqliteStores>;
    expect((await stores.maintenance.inspect()).schemaDrift).toEqual([]);
    database.exec(
      'CREATE INDEX helpful ON report (kid); DROP INDEX host_by_name; DROP TRIGGER audit_entry_kept',
    );
    const found = await collector.collector.services.diagnose();
    expect(found.find(({ check }) => check === 'schema')).toMatchObject({
      verdict: 'failed',
      detail: expect.stringMatching(
        /index host_by_name is missing, trigger audit_entry_kept is missing, index helpful is not of ours/,
      ),
    });
  });
});

describe('the doctor asks AWS', () => {
  let test: TestAws;
  beforeEach(async () => {
    test = await startTestAws();
  });
  afterEach(() => test.close());
  const live = (found: readonly Diagnosis[]) =>
    found.filter(({ check, detail }) => check === 'aws' && !detail.includes('never read'));

  it('who each source is, and says so', async () => {
    expect(live(await diagnosed({ aws: test.aws }))).toEqual([
      { check: 'aws', verdict: 'ok', detail: 'production eu-central-1: answers now, account 111122223333' },
      { check: 'aws', verdict: 'ok', detail: 'branch eu-west-1: answers now, account 444455556666' },
    ]);
  });

  it.each([
    ['expired-token', /the credentials of profile production have expired: renew them \(.*ExpiredToken/],
    ['access-denied', /AWS refuses the credentials of profile production/],
    ['server-error', /AWS cannot be reached from here: look at the network/],
    ['hang-up', /AWS cannot be reached from here/],
  ] as const)('and says what to do where it answers %s', async (kind, detail) => {
    test.double.addFault({ kind, account: '111122223333', operation: 'GetCallerIdentity' });
    const [first, second] = live(await diagnosed({ aws: test.aws }));
    expect(first).toMatchObject({ verdict: 'failed', detail: expect.stringMatching(detail) });
    expect(second).toMatchObject({ verdict: 'ok' });
  });

  it('and names the role that may not be assumed, and the profile that is not there', async () => {
    const [, branch] = SOURCES;
    test.double.addFault({ kind: 'access-denied', operation: 'AssumeRole' });
    const [, denied] = live(await diagnosed({ aws: test.aws }));
    expect(denied?.detail).toMatch(
      /does not let them assume arn:aws:iam::444455556666:role\/CoreledgerReader/,
    );
    test.credentials.write({});
    const lost = await startTestAws({
      sources: [{ ...branch, profile: 'gone', roleArn: null, externalId: null }],
    });
    const [missing] = live(await diagnosed({ aws: lost.aws }));
    expect(missing?.detail).toMatch(/the credentials of profile gone cannot be had/);
    await lost.close();
  });

  it('but waits only so long, and not at all when it is told to stay offline', async () => {
    const { AppError } = await import('../../../collector/src/errors.ts');
    const deadline = () => Promise.reject(new AppError('aws-unavailable', 'no answer in 15 s'));
    const never = { ...test.aws, reader: () => new Promise<never>(() => undefined) };
    expect(live(await diagnosed({ aws: never, deadline }))[0]?.detail).toMatch(/no answer in 15 s/);
    test.double.forgetCalls();
    expect(live(await diagnosed({ aws: test.aws }, true))).toEqual([]);
    expect(test.double.calls).toEqual([]);
  });
});

it('a read of AWS that left parts stale is a warning, and says where to look', async () => {
  const unit = {
    account: '1',
    region: 'r',
    kind: 'usage' as const,
    part: '',
    lastAttemptAt: 2,
    lastSuccessAt: 1,
    error: null,
  };
  const state = {
    source: 'main',
    region: 'r',
    account: '1',
    roleArn: null,
    error: null,
    lastAttemptAt: Date.parse('2026-11-24T12:00:00Z'),
    failingSince: null,
    units: [
      { ...unit, staleSince: 1, error: 'denied' },
      { ...unit, kind: 'inventory' as const, staleSince: null },
    ],
  };
  const found = await diagnoseAws(
    {
      aws: { sources: [], reader: () => Promise.reject(new Error('offline')) },
      read: { sources: async () => [state] },
      deadline: () => Promise.reject(new Error('offline')),
    },
    { offline: true },
  );
  expect(found).toEqual([
    {
      check: 'aws',
      verdict: 'warning',
      detail:
        'main r: read at 2026-11-24T12:00:00.000Z, but for 1 of 2 parts; `coreledger aws sources` says why',
    },
  ]);
});

it('a clock that is behind what is stored is put on record once, and again after it was right', async () => {
  const { stores } = collector.collector;
  const agent = await collector.enrolled();
  await collector.app.inject(request('/v1/agent/reports', agent.report()));
  let now = Date.now();
  const watch = createWatchClock({
    maintenance: stores.maintenance,
    audit: stores.audit,
    clock: { now: () => now },
  });
  expect(await watch()).toBeNull();
  now -= 2 * 3_600_000;
  expect(await watch()).toBeGreaterThan(7_100_000);
  expect(await watch()).toBeGreaterThan(7_100_000);
  now += 2 * 3_600_000;
  expect(await watch()).toBeNull();
  await stores.probe(now + DAY);
  expect(await watch()).toBeGreaterThan(DAY - 60_000);
  const { items } = await stores.audit.list({ limit: 100, subject: 'collector' });
  expect(items.map(({ action }) => action)).toEqual(['clock.behind', 'clock.behind']);
  expect(items[1]?.detail).toEqual({ clock: expect.any(String), newestStored: expect.any(String) });
});
