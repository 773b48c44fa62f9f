import type { LicenseEntry } from '../licensing/binding/licenses-file.ts';
import type { Catalog } from '../licensing/catalog.ts';
import type { AwsSource } from '../ports/aws.ts';
import type { Clock } from '../ports/clock.ts';
import type { Stores } from '../ports/stores.ts';
import { CHAIN_DOUBTS_MS } from '../reconciliation/find-agent-doubts.ts';
import type { Judgement } from '../reconciliation/judgement.ts';
import type { AlertRules } from './alerts/conditions.ts';
import { type CheckInstallation, createCheckInstallation } from './check-installation.ts';
import { type AnswerPosition, createAnswerPosition } from './positions/answer-position.ts';
import { createAwsView } from './positions/aws-view.ts';
import { createComputePosition } from './positions/compute-position.ts';
import { dedicatedHostsOf } from './positions/dedicated-hosts.ts';
import { createReadAws, type ReadAws } from './read-aws.ts';
import { createJudgeFleet, type JudgeFleet } from './reconcile/judge-fleet.ts';
import type { Groups } from './reports/group-named.ts';
import { createReadConsumption, type ReadConsumption } from './reports/read-consumption.ts';
import { createReadHosts, type ReadHosts } from './reports/read-hosts.ts';
import { createReadReconciliation, type ReadReconciliation } from './reports/read-reconciliation.ts';
import { createObserve, type Observe } from './snapshots/observe.ts';
import { createWorkOutPlan, type WorkOutPlan } from './work-out-plan.ts';

/**
 * Everything that is computed from the history of the fleet. It writes nothing, and arguments and answers are plain data: it runs
 * where the caller is or in a thread of its own.
 */
export interface Readers {
  readonly consumption: ReadConsumption;
  readonly hosts: ReadHosts;
  readonly fleet: {
    readonly reconciliation: ReadReconciliation;
    /** Differences now. */
    judge(): Promise<Judgement>;
    readonly check: CheckInstallation;
    readonly observe: Observe;
    readonly plan: WorkOutPlan;
  };
}

/** What readers read of the stores. */
export type ReadStores = Pick<Stores, 'fleet' | 'agents' | 'placements' | 'aws'>;

/** Plain data without secrets and without what read it from files, so that it can be handed to a thread. */
export interface ReaderSettings {
  readonly sources: readonly AwsSource[];
  readonly entries: readonly LicenseEntry[];
  /** Of licenses.yaml, by id. */
  readonly groups: Groups;
  readonly catalog: Catalog;
  readonly staleAfterMs: number;
  readonly alertRules: AlertRules;
}

export interface ReaderParts extends ReaderSettings {
  readonly stores: ReadStores;
  readonly clock: Clock;
}

/** Positions and differences with all that they were computed from. */
export interface Computations {
  readonly answer: AnswerPosition;
  readonly judge: JudgeFleet;
  readonly aws: ReadAws;
}

export function createComputations(parts: ReaderParts): Computations {
  const { stores, sources, entries, catalog, staleAfterMs, clock } = parts;
  const { fleet, agents, placements } = stores;
  const aws = createReadAws({ store: stores.aws, sources });
  const { entriesOf } = aws;
  const view = createAwsView(aws);
  const compute = createComputePosition({
    fleet,
    placements,
    aws: view,
    entries,
    catalog,
    staleAfterMs,
    entriesOf,
    forkedHosts: ({ at, knownAt = at }) => agents.forkedHosts(Math.min(at, knownAt), CHAIN_DOUBTS_MS),
    dedicatedHostsOf: (ec2Ids, at) => dedicatedHostsOf(aws, ec2Ids, at),
  });
  const answer = createAnswerPosition(compute, clock);
  return { answer, aws, judge: createJudgeFleet({ answer, agents, fleet, clock, entriesOf }) };
}

export function createReaders(parts: ReaderParts): Readers {
  const { answer, judge, aws } = createComputations(parts);
  return {
    consumption: createReadConsumption(answer, parts.groups),
    hosts: createReadHosts({ answer, fleet: parts.stores.fleet, groups: parts.groups }),
    fleet: {
      reconciliation: createReadReconciliation(judge),
      async judge() {
        const { findings, unjudged } = await judge();
        return { findings, unjudged };
      },
      check: createCheckInstallation(answer, parts.catalog),
      observe: createObserve(answer, parts.alertRules),
      plan: createWorkOutPlan({ answer, aws, entries: parts.entries }),
    },
  };
}
