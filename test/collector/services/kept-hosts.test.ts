import { createHash, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UNCHANGED_NOTICE_SCHEMA } from '@coreledger/shared/unchanged-notice.ts';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { loadCatalog } from '../../../collector/src/catalog/load-catalog.ts';
import { readLicensesFile } from '../../../collector/src/catalog/read-licenses-file.ts';
import { AppError } from '../../../collector/src/errors.ts';
import type { HostChange } from '../../../collector/src/identity/host-change.ts';
import type { ManagedInstance } from '../../../collector/src/reconciliation/aws-facts.ts';
import type { AwsView } from '../../../collector/src/services/positions/aws-view.ts';
import {
  type ComputePosition,
  createComputePosition,
  type PositionAnswer,
} from '../../../collector/src/services/positions/compute-position.ts';
import { createPruneHistory } from '../../../collector/src/services/prune-history.ts';
import { openSqliteStores } from '../../../collector/src/store/sqlite/sqlite-stores.ts';
import { ENTRY } from '../../support/collector/audit-entry.ts';
import { dpkgItem, hostReport, identity, presentSection } from '../../support/collector/test-agent.ts';
import { UNKNOWN_VIRTUALIZATION } from '../../support/collector/unknown-virtualization.ts';

const START = Date.parse('2026-01-01T00:00:00Z');
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const HOSTS = 5;
const PRODUCTS = ['mssql-server', 'mongodb-enterprise-server', 'bash'];
const LICENSES = `licenses:
  - { id: sql, product: microsoft/sql-server, metric: core, owned: 10, scope: { tags: { env: [prod] } } }
  - { id: mongo, product: mongodb/enterprise, metric: socket, owned: 10 }
  - { id: rhel, product: redhat/rhel, metric: instance }
`;
const catalog = await loadCatalog();
const { entries } = readLicensesFile(LICENSES, 'licenses.yaml');

const no = fc.nat(HOSTS - 1);
const step = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('report' as const),
      host: no,
      titles: fc.subarray(PRODUCTS),
      cores: fc.constantFrom(null, 4, 8),
      kind: fc.constantFrom('physical', 'guest', 'hypervisor', null),
      registration: fc.option(fc.nat(2)),
      /** How far the host's own clock is off. */
      off: fc.constantFrom(0, 0, -10 * DAY, HOUR, -1),
      software: fc.constantFrom('whole', 'whole', 'part', 'failed'),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('notice' as const),
      host: no,
      off: fc.constantFrom(0, -20 * DAY),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('decide' as const),
      host: no,
      into: no,
      kind: fc.constantFrom('retire', 'unretire', 'merge', 'split', 'rename', 'tag', 'untag', 'cluster'),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('pass' as const),
      ms: fc.constantFrom(0, 1, HOUR, 3 * DAY, -HOUR, -2 * DAY),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('import' as const),
      guest: no,
      host: no,
      cluster: fc.option(fc.constant('c1')),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('aws' as const), names: fc.array(fc.nat(2), { maxLength: 3 }) }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('prune' as const) }) },
);
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

/** A store with its clock and its fleet, to which things happen. */
function createWorld(folder: string) {
  const stores = openSqliteStores(folder);
  const hosts = Array.from({ length: HOSTS }, (_, index) => ({
    hostId: randomUUID(),
    agentId: randomUUID(),
    name: `host-${index}`,
    uuid: `564d1234-0000-4000-8000-00000000000${index}`,
    sequence: 0,
    previousDigest: null as string | null,
    contentDigest: '',
  }));
  let [now, furthest] = [START, START];
  let instances: readonly ManagedInstance[] = [];
  const prune = createPruneHistory({
    store: stores.retention,
    audit: stores.audit,
    clock: { now: () => now },
    historyMs: 5 * DAY,
    pause: async () => undefined,
  });

  function compute(): ComputePosition {
    return createComputePosition({
      fleet: stores.fleet,
      placements: stores.placements,
      aws: async () => ({ ...NO_AWS, managedInstances: instances }),
      entries,
      catalog,
      staleAfterMs: 2 * DAY,
      entriesOf: async () => [],
      forkedHosts: async () => new Set(),
      dedicatedHostsOf: async () => new Map(),
    });
  }

  async function enroll(): Promise<void> {
    await stores.tokens.add(
      {
        tokenId: 't',
        secretHash: 't',
        description: null,
        maxUses: HOSTS,
        uses: 0,
        createdAt: now,
        expiresAt: now + 1,
        revokedAt: null,
        hostPattern: null,
        cidrs: [],
      },
      ENTRY,
    );
    for (const { hostId, agentId, name } of hosts)
      await stores.agents.enroll(
        {
          agentId,
          hostId,
          kid: agentId,
          publicKey: agentId,
          status: 'active',
          claim: null,
          identity: identity({ hostName: name }),
          version: '0.1.0',
          at: now,
          tokenId: 't',
        },
        ENTRY,
      );
  }

  function said(host: (typeof hosts)[number], off: number) {
    const digest = createHash('sha256').update(randomUUID()).digest('hex');
    const message = {
      reportId: randomUUID(),
      agentId: host.agentId,
      sequence: ++host.sequence,
      previousDigest: host.previousDigest,
      observedAt: new Date(now + off).toISOString(),
    };
    host.previousDigest = digest;
    return { message, sent: { digest, signature: 'a..b', receivedAt: now } };
  }

  async function happen(one: Step): Promise<void> {
    switch (one.do) {
      case 'report': {
        const host = hosts[one.host] as (typeof hosts)[number];
        const { message, sent } = said(host, one.off);
        const contentDigest = sent.digest;
        host.contentDigest = contentDigest;
        const report = {
          ...hostReport(sectionsOf(one, hosts[(one.host + 1) % HOSTS]?.uuid ?? '', host.uuid)),
          ...message,
          identity: identity({ hostName: host.name, smbiosUuid: host.uuid }),
        };
        await stores.reports.addReport({ report, contentDigest, bytes: Buffer.of(), ...sent });
        return;
      }
      case 'notice': {
        const host = hosts[one.host] as (typeof hosts)[number];
        const { message, sent } = said(host, one.off);
        const notice = { schema: UNCHANGED_NOTICE_SCHEMA, ...message, contentDigest: host.contentDigest };
        await stores.reports.addNotice({ notice, ...sent } as never);
        return;
      }
      case 'decide':
        await stores.hostAdmin.decide({
          hostId: hosts[one.host]?.hostId ?? '',
          change: changeOf(one, hosts[one.into]?.hostId ?? ''),
          at: now,
          entryOf: () => ENTRY,
        });
        return;
      case 'pass':
        now += one.ms;
        furthest = Math.max(furthest, now);
        return;
      case 'import':
        await stores.placements.replace(
          'test',
          [
            {
              guest: { uuid: null, name: `host-${one.guest}` },
              host: { uuid: null, name: one.host === 0 ? 'esx1' : `host-${one.host}` },
              cluster: one.cluster,
              machine: null,
            },
          ],
          now,
          () => ENTRY,
        );
        return;
      case 'aws':
        instances = one.names.map((name, index) => managedInstance(index, name));
        return;
      case 'prune':
        await prune({ actor: 'test', whole: true });
    }
  }

  return { enroll, happen, compute, now: () => now, furthest: () => furthest, close: () => stores.close() };
}

function sectionsOf(
  one: Extract<Step, { do: 'report' }>,
  guest: string,
  own: string,
): Parameters<typeof hostReport>[0] {
  const { cpu } = hostReport().sections;
  if (cpu.status !== 'present') throw new Error('the test report has a processor section');
  return {
    cpu:
      one.cores === null
        ? { status: 'failed', error: 'x' }
        : { ...cpu, value: { ...cpu.value, cores: one.cores } },
    software:
      one.software === 'failed'
        ? { status: 'failed', error: 'deadline' }
        : presentSection(
            one.titles.toSorted().map((name) => dpkgItem(name)),
            one.software === 'whole',
          ),
    operatingSystem: presentSection({
      family: 'linux',
      id: one.cores === 4 ? 'rhel' : 'debian',
      name: 'Linux',
      prettyName: null,
      kernel: null,
      build: null,
      channel: null,
      versionId: '9',
      edition: null,
    }),
    virtualization:
      one.kind === null
        ? { status: 'failed', error: 'x' }
        : presentSection({
            ...UNKNOWN_VIRTUALIZATION,
            kind: one.kind as 'guest',
            vmUuid: one.kind === 'guest' ? own : null,
            vmId: one.registration === 1 ? 'i-0123456789abcdef0' : null,
            physicalHost: one.registration === 2 ? 'HOST-1' : null,
            guests:
              one.kind === 'hypervisor'
                ? [{ uuid: guest, name: 'g', vcpus: 2, state: 'running' as const, source: 'libvirt' }]
                : null,
          }),
    ssmRegistration:
      one.registration === null
        ? { status: 'unavailable', reason: 'no agent of SSM' }
        : (presentSection({
            managedInstanceId: `mi-${one.registration}`,
            region: 'eu-central-1',
            activated: true,
          }) as never),
  };
}

function changeOf({ kind, host, into }: Extract<Step, { do: 'decide' }>, intoId: string): HostChange {
  switch (kind) {
    case 'rename':
      return { kind, name: `renamed-${into}` };
    case 'merge':
      return { kind, into: intoId };
    case 'tag':
      return { kind, key: 'env', value: into % 2 === 0 ? 'prod' : 'test' };
    case 'cluster':
      return { kind: 'tag', key: 'coreledger:cluster', value: `c${into + host}` };
    case 'untag':
      return { kind, key: 'env' };
    default:
      return { kind: kind as 'retire' | 'unretire' | 'split' };
  }
}

const NO_AWS: AwsView = {
  configurations: [],
  usage: [],
  associations: [],
  managedInstances: [],
  inventory: [],
  freshness: [],
  coverage: [],
};

function managedInstance(index: number, name: number): ManagedInstance {
  return {
    account: '111122223333',
    region: 'eu-central-1',
    instanceId: `mi-${index}`,
    origin: 'hybrid',
    resourceType: 'ManagedInstance',
    sourceId: null,
    name: null,
    computerName: `computer-${index}`,
    ipAddress: null,
    platformType: 'Linux',
    platformName: name === 0 ? null : `platform-${name}`,
    platformVersion: null,
    pingStatus: 'Online',
    lastPingAt: START,
    agentVersion: null,
    activationId: null,
    iamRole: null,
    registeredAt: START,
    tags: name === 2 ? {} : { env: 'prod', owner: `team-${name}` },
  };
}

/** The answer, or why there is none: an instant before the horizon. */
async function outcome(answer: Promise<PositionAnswer>): Promise<PositionAnswer | string> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof AppError) return error.message;
    throw error;
  }
}

const report = (host: number, cores: 4 | 8 = 8): Step => ({
  do: 'report',
  host,
  titles: ['mongodb-enterprise-server'],
  cores,
  kind: 'physical',
  registration: null,
  off: 0,
  software: 'whole',
});
const notice = (host: number): Step => ({ do: 'notice', host, off: 0 });
const pass = (ms: number): Step => ({ do: 'pass', ms });
const decide = (kind: 'merge' | 'cluster' | 'retire', host: number, into = 0): Step => ({
  do: 'decide',
  host,
  into,
  kind,
});
const ASK = pass(0);

/** Histories in which something is easily missed, asked about wherever ASK stands. */
const HISTORIES: readonly (readonly Step[])[] = [
  // A decision that is ahead of the clock once, and stands later.
  [report(0), pass(HOUR), decide('cluster', 0), pass(-HOUR), ASK, pass(HOUR), ASK],
  [report(0), pass(HOUR), decide('retire', 0), pass(-HOUR), ASK, pass(HOUR), ASK],
  // A report that is.
  [report(0), pass(HOUR), report(0, 4), pass(-HOUR), ASK, pass(HOUR), ASK],
  [pass(HOUR), report(0), pass(-HOUR), ASK, pass(HOUR), ASK],
  // Of two merged hosts the one heard of last tells what the machine is.
  [report(0), pass(1), report(1, 4), decide('merge', 1), ASK, pass(HOUR), notice(0), ASK],
  [report(0), pass(1), report(1, 4), decide('merge', 1), ASK, report(1, 8), ASK],
  [report(0), report(1, 4), decide('merge', 1), pass(HOUR), report(1), pass(-HOUR), ASK, pass(HOUR), ASK],
];

it('the present out of what is kept of hosts is what a full read gives, whatever happened', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(step, fc.boolean()), { minLength: 5, maxLength: 40 }),
      async (steps) => {
        const folder = mkdtempSync(join(tmpdir(), 'coreledger-kept-'));
        const world = createWorld(folder);
        try {
          await world.enroll();
          const kept = world.compute();
          for (const [one, asks] of steps) {
            await world.happen(one);
            if (!asks && one !== ASK) continue;
            const at = world.now();
            const fresh = await outcome(world.compute().past({ at }));
            expect(await outcome(kept.present(at))).toEqual(fresh);
            // Nothing happened since: every host is the same object, and none is read.
            const [again, once] = [await outcome(kept.present(at)), await outcome(kept.present(at))];
            expect(again).toEqual(fresh);
            if (typeof again !== 'string' && typeof once !== 'string' && isSettled(world, once))
              for (const [hostId, facts] of again.facts)
                if (facts.origin === 'agent') expect(once.facts.get(hostId)).toBe(facts);
          }
        } finally {
          await world.close();
          rmSync(folder, { recursive: true, force: true });
        }
      },
    ),
    {
      numRuns: 60,
      examples: HISTORIES.map((steps) => [steps.map((one) => [one, one === ASK] as [Step, boolean])]),
    },
  );
}, 120_000);

/** Whether nothing lies ahead of the clock: hosts of which something does are read each time. */
function isSettled({ furthest }: { furthest(): number; now(): number }, { asked }: PositionAnswer): boolean {
  return furthest() <= asked.at;
}
