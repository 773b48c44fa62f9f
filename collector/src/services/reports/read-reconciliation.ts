import { compareUsage, type ResourceComparison } from '../../reconciliation/compare-usage.ts';
import type { Finding } from '../../reconciliation/finding.ts';
import { findingCatalog } from '../../reconciliation/finding-catalog.ts';
import type { AskedInstant } from '../positions/answer-position.ts';
import type { PositionAnswer } from '../positions/compute-position.ts';
import type { JudgeFleet, Reconciliation } from '../reconcile/judge-fleet.ts';
import { instant } from './instant.ts';
import { type SourceDocument, sourceDocument } from './source-document.ts';

/** One license configuration: our count of the on-premises hosts beside License Manager's, in one unit or told why not. */
export interface ComparisonDocument {
  readonly license: string;
  readonly name: string;
  readonly configurationArn: string;
  readonly unit: string | null;
  readonly oursOnPremises: number;
  readonly awsOnPremises: number | null;
  readonly difference: number | null;
  readonly note: string;
  /** Hosts on which the two sides differ, where they are alike; they add up to `difference` where nothing is unknown. */
  readonly resources: readonly ResourceComparison[];
}

export interface ReconciliationDocument {
  readonly asOf: string;
  readonly knownAt: string | null;
  readonly comparisons: readonly ComparisonDocument[];
  readonly findings: readonly (Finding & { readonly title: string; readonly remedy: string })[];
  /** What could be neither asserted nor denied, and why: no finding of these was opened or resolved. */
  readonly unjudged: readonly {
    readonly kind: string;
    readonly reason: string;
    readonly count: number;
    /** Some of the hosts or licenses. */
    readonly examples: readonly string[];
  }[];
  readonly sources: readonly SourceDocument[];
}

export type ReadReconciliation = (asked?: AskedInstant) => Promise<ReconciliationDocument>;

export function createReadReconciliation(judge: JudgeFleet): ReadReconciliation {
  return async (asked) => {
    const reconciliation = await judge(asked);
    const { answer, findings, unjudged } = reconciliation;
    return {
      asOf: instant(answer.asked.at),
      knownAt: instant(answer.asked.knownAt ?? null),
      comparisons: comparisonsOf(reconciliation),
      findings: findings.map((finding) => {
        const { title, remedy } = findingCatalog[finding.kind];
        return { ...finding, title, remedy };
      }),
      unjudged: summaryOf(unjudged, answer),
      sources: answer.aws.freshness.map(sourceDocument),
    };
  };
}

const EXAMPLES = 5;

function summaryOf(
  unjudged: Reconciliation['unjudged'],
  { facts }: PositionAnswer,
): ReconciliationDocument['unjudged'] {
  const groups = Map.groupBy(unjudged, ({ kind, reason }) => `${kind}: ${reason}`);
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const subjects = group.map(
      ({ hostId, license, key }) => (hostId === null ? license : facts.get(hostId)?.name) ?? key,
    );
    const examples = [...new Set(subjects)].toSorted().slice(0, EXAMPLES);
    return [{ kind: first.kind, reason: first.reason, count: group.length, examples }];
  });
}

function comparisonsOf({ answer }: Reconciliation): ComparisonDocument[] {
  const { report, facts, superseded } = answer;
  const { usage, managedInstances } = answer.aws;
  const usageOf = Map.groupBy(usage, ({ configurationArn }) => configurationArn);
  const instances = new Map(managedInstances.map((one) => [one.instanceId, one]));
  return report.positions.flatMap((position) =>
    position.aws.map((aws): ComparisonDocument => {
      const countable = aws.unit === 'vcpu' || aws.unit === 'instance';
      const comparable = countable && aws.comparable && aws.onPremises !== null;
      return {
        license: position.license.id,
        name: position.license.name,
        configurationArn: aws.configurationArn,
        unit: position.metric?.unit ?? null,
        oursOnPremises: position.onPremises.total,
        awsOnPremises: aws.onPremises,
        difference: comparable ? position.onPremises.total - (aws.onPremises ?? 0) : null,
        note: noteOf(comparable, aws.unit, position.metric?.unit ?? null),
        resources: comparable
          ? compareUsage({
              at: answer.asked.at,
              unit: aws.unit ?? '',
              lines: position.onPremises.lines,
              usage: usageOf.get(aws.configurationArn) ?? [],
              hosts: facts,
              instances,
              superseded,
            })
          : [],
      };
    }),
  );
}

function noteOf(comparable: boolean, awsUnit: string | null, ourUnit: string | null): string {
  if (comparable) return 'like with like: both count managed instances in this unit';
  if (awsUnit !== 'vcpu' && awsUnit !== 'instance')
    return `ours alone: License Manager cannot count on-premises hosts by ${awsUnit ?? 'this unit'}`;
  if (awsUnit === ourUnit)
    return 'not comparable: License Manager says nothing of its managed instances here';
  return awsUnit === 'vcpu'
    ? `not comparable: License Manager counts vCPUs, which are logical processors; this license counts by ${ourUnit ?? 'nothing yet'}`
    : `not comparable: License Manager counts hosts; this license counts by ${ourUnit ?? 'nothing yet'}`;
}
