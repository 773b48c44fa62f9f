import type { SourceFreshness } from '../../reconciliation/aws-facts.ts';
import { instant } from './instant.ts';

/** How fresh one kind of an account's and Region's data is. */
export interface SourceDocument {
  readonly account: string;
  readonly region: string;
  readonly kind: string;
  readonly lastSuccessAt: string | null;
  readonly staleSince: string | null;
  readonly error: string | null;
}

export function sourceDocument(freshness: SourceFreshness): SourceDocument {
  const { account, region, kind, lastSuccessAt, staleSince, error } = freshness;
  return {
    account,
    region,
    kind,
    lastSuccessAt: instant(lastSuccessAt),
    staleSince: instant(staleSince),
    error,
  };
}
