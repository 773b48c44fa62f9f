import type { SoftwareItem } from '@coreledger/shared/software.ts';
import type { Clock } from '../../ports/clock.ts';
import type { FindingStore } from '../../ports/finding-store.ts';
import type { FleetHost, FleetStore } from '../../ports/fleet-store.ts';
import { findDifferences } from '../../reconciliation/find-differences.ts';
import { findLicenseDifferences } from '../../reconciliation/find-license-differences.ts';
import { findSharedIdentities } from '../../reconciliation/find-shared-identities.ts';
import type { Finding } from '../../reconciliation/finding.ts';
import { judgedWith } from '../../reconciliation/judged.ts';
import type { ReconciledHost } from '../../reconciliation/reconciled-host.ts';
import type { AnswerPosition, AskedInstant } from '../positions/answer-position.ts';
import type { PositionAnswer } from '../positions/compute-position.ts';

const SSM_STALE_AFTER_MS = 3 * 86_400_000;

export interface Reconciliation {
  readonly answer: PositionAnswer;
  readonly findings: readonly Finding[];
}

export interface Reconcile {
  /** Every difference at an instant; nothing is stored. */
  at(asked?: AskedInstant): Promise<Reconciliation>;
  /** Differences now, into the findings: new ones open, vanished ones resolve, unjudgeable ones stay. */
  run(): Promise<{ readonly opened: number; readonly resolved: number }>;
}

export function createReconcile(parts: {
  readonly answer: AnswerPosition;
  readonly fleet: FleetStore;
  readonly findings: FindingStore;
  readonly clock: Clock;
}): Reconcile {
  const { answer, fleet, findings, clock } = parts;

  async function at(asked?: AskedInstant): Promise<Reconciliation> {
    const answered = await answer(asked);
    const { aws, facts, report } = answered;
    const hosts = await reconciledHosts(answered, fleet);
    const inventory = new Map(aws.inventory.map((item) => [`${item.instanceId} ${item.typeName}`, item]));
    const input = {
      at: answered.asked.at,
      hosts,
      instances: aws.managedInstances,
      inventory: (instanceId: string, typeName: string) => inventory.get(`${instanceId} ${typeName}`),
      freshness: aws.freshness,
      ssmStaleAfterMs: SSM_STALE_AFTER_MS,
    };
    const stale = new Set(
      aws.freshness
        .filter(({ staleSince }) => staleSince !== null)
        .map(({ account, region }) => `${account} ${region}`),
    );
    const readWhole = new Set(
      aws.configurations
        .filter(({ account, region }) => !stale.has(`${account} ${region}`))
        .map(({ arn }) => arn),
    );
    return {
      answer: answered,
      findings: [
        ...findDifferences(input),
        ...findSharedIdentities(hosts),
        ...findLicenseDifferences({ report, hosts: facts, associations: aws.associations, readWhole }),
      ],
    };
  }

  return {
    at,
    async run() {
      const { answer: answered, findings: found } = await at();
      return findings.track(found, judgedWith(answered.aws.freshness), clock.now());
    },
  };
}

/** Software rows are looked up once for each distinct set. */
async function reconciledHosts(
  { hosts, facts }: PositionAnswer,
  fleet: FleetStore,
): Promise<ReconciledHost[]> {
  const titles = new Map((await fleet.titles()).map(({ titleNo, item }) => [titleNo, item]));
  const sets = new Map<number, readonly SoftwareItem[]>();
  const result: ReconciledHost[] = [];
  for (const host of hosts.values()) {
    const known = facts.get(host.hostId);
    if (known === undefined) continue;
    result.push({
      hostId: host.hostId,
      name: host.name,
      identity: host.identity,
      topology: known.topology,
      placement: known.placement,
      managedInstanceIds: ownRegistrations(host),
      lastSeenAt: host.lastSeenAt,
      stale: known.stale,
      software: await softwareOf(host),
      softwareComplete: host.software?.complete ?? false,
    });
  }
  return result;

  async function softwareOf(host: FleetHost): Promise<readonly SoftwareItem[] | null> {
    if (host.software === undefined) return null;
    const { setNo } = host.software;
    let items = sets.get(setNo);
    if (items === undefined) {
      items = [...(await fleet.titlesOfSet(setNo))].flatMap((titleNo) => titles.get(titleNo) ?? []);
      sets.set(setNo, items);
    }
    return items;
  }
}

/** What the host itself found of its registration, whether AWS knows it or not. */
function ownRegistrations(host: FleetHost): readonly string[] {
  const ids = [host.sections.ssmRegistration?.value.managedInstanceId, host.identity.managedInstanceId];
  return [...new Set(ids.filter((id) => typeof id === 'string'))];
}
