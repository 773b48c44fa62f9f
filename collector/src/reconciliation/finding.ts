/** Closed set of finding kinds; each has its text, likely causes and remedy in `finding-catalog.ts`. */
export type FindingKind =
  | 'agent-missing'
  | 'not-managed-by-ssm'
  | 'stale-agent'
  | 'stale-ssm'
  | 'socket-count-differs'
  | 'core-count-differs'
  | 'logical-processor-count-differs'
  | 'software-only-in-ssm'
  | 'software-only-in-agent'
  | 'installed-not-associated'
  | 'associated-not-installed'
  | 'over-license-count'
  | 'topology-unknown'
  | 'identity-claimed-twice'
  | 'merged-hosts-report'
  | 'source-conflict'
  | 'physical-host-unknown'
  | 'edition-unknown'
  | 'rule-violation'
  | 'rule-unrecognized'
  | 'license-unbound'
  | 'license-expired'
  | 'source-stale'
  | 'sequence-gap'
  | 'sequence-fork'
  | 're-registered'
  | 'retired-still-registered'
  | 'enrollment-pending'
  | 'clock-skew';

/** One difference or doubt. `key` is stable: the same doubt found again is the same finding. */
export interface Finding {
  readonly kind: FindingKind;
  readonly key: string;
  readonly severity: 'info' | 'warning' | 'critical';
  readonly hostId: string | null;
  readonly license: string | null;
  /** Ids of the licenses it concerns where they are several; `license` is null then. */
  readonly licenses?: readonly string[] | undefined;
  readonly summary: string;
  /** What the evidence itself says of the cause; left out where it says nothing, and the likely causes of the kind stand alone. */
  readonly cause?: string | undefined;
  /** What each side says, side by side. */
  readonly ours: Readonly<Record<string, string | number | null>>;
  readonly theirs: Readonly<Record<string, string | number | null>>;
}

/** Every license that it concerns. */
export function licensesOf({ license, licenses = [] }: Finding): readonly string[] {
  return license === null ? licenses : [license];
}
