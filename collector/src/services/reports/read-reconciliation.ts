import type { Finding } from '../../reconciliation/finding.ts';
import { findingCatalog } from '../../reconciliation/finding-catalog.ts';
import type { AskedInstant } from '../positions/answer-position.ts';
import type { Reconcile, Reconciliation } from '../reconcile/reconcile.ts';
import { instant } from './instant.ts';

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
}

export interface ReconciliationDocument {
  readonly asOf: string;
  readonly knownAt: string | null;
  readonly comparisons: readonly ComparisonDocument[];
  readonly findings: readonly (Finding & { readonly title: string; readonly remedy: string })[];
  readonly sources: readonly {
    readonly account: string;
    readonly region: string;
    readonly kind: string;
    readonly lastSuccessAt: string | null;
    readonly staleSince: string | null;
    readonly error: string | null;
  }[];
}

export type ReadReconciliation = (asked?: AskedInstant) => Promise<ReconciliationDocument>;

export function createReadReconciliation(reconcile: Reconcile): ReadReconciliation {
  return async (asked) => {
    const reconciliation = await reconcile.at(asked);
    const { answer, findings } = reconciliation;
    return {
      asOf: instant(answer.asked.at),
      knownAt: instant(answer.asked.knownAt ?? null),
      comparisons: comparisonsOf(reconciliation),
      findings: findings.map((finding) => {
        const { title, remedy } = findingCatalog[finding.kind];
        return { ...finding, title, remedy };
      }),
      sources: answer.aws.freshness.map(({ account, region, kind, lastSuccessAt, staleSince, error }) => ({
        account,
        region,
        kind,
        lastSuccessAt: instant(lastSuccessAt),
        staleSince: instant(staleSince),
        error,
      })),
    };
  };
}

function comparisonsOf({ answer }: Reconciliation): ComparisonDocument[] {
  return answer.report.positions.flatMap((position) =>
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
        note: noteOf(comparable, countable, aws.unit),
      };
    }),
  );
}

function noteOf(comparable: boolean, countable: boolean, unit: string | null): string {
  if (comparable) return 'like with like: both count managed instances in this unit';
  if (countable) return 'not comparable: License Manager counts these hosts in another unit, or not at all';
  return `ours alone: License Manager cannot count on-premises hosts by ${unit ?? 'this unit'}`;
}
