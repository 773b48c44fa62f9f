import { createHash, randomUUID } from 'node:crypto';
import { UNCHANGED_NOTICE_SCHEMA } from '@coreledger/shared/unchanged-notice.ts';
import { loadCatalog } from '../../../collector/src/catalog/load-catalog.ts';
import { readLicensesFile } from '../../../collector/src/catalog/read-licenses-file.ts';
import type { ManagedInstance } from '../../../collector/src/reconciliation/aws-facts.ts';
import type { AwsView } from '../../../collector/src/services/positions/aws-view.ts';
import {
  type ComputePosition,
  createComputePosition,
} from '../../../collector/src/services/positions/compute-position.ts';
import { createPruneHistory } from '../../../collector/src/services/prune-history.ts';
import { openSqliteStores } from '../../../collector/src/store/sqlite/sqlite-stores.ts';
import { ENTRY } from './audit-entry.ts';
import { changeOf, DAY, HOSTS, type Step, sectionsOf } from './fleet-steps.ts';
import { hostReport, identity } from './test-agent.ts';

const START = Date.parse('2026-01-01T00:00:00Z');
const LICENSES = `licenses:
  - { id: sql, product: microsoft/sql-server, metric: core, owned: 10, scope: { tags: { env: [prod] } } }
  - { id: mongo, product: mongodb/enterprise, metric: socket, owned: 10 }
  - { id: rhel, product: redhat/rhel, metric: instance }
`;
const catalog = await loadCatalog();
const { entries } = readLicensesFile(LICENSES, 'licenses.yaml');

/** A store with its clock and its fleet, to which things happen. Times are epoch milliseconds. */
export function createFleetWorld(folder: string) {
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
