import type { Finding, FindingKind } from './finding.ts';

/** A difference that can be neither asserted nor denied: where it stands open it stays open, and none is opened. */
export interface Unjudged {
  readonly kind: FindingKind;
  readonly key: string;
  readonly hostId: string | null;
  readonly license: string | null;
  readonly reason: string;
}

export interface Judgement {
  readonly findings: readonly Finding[];
  readonly unjudged: readonly Unjudged[];
}

export function judgementOf(parts: readonly (Finding | Unjudged)[]): Judgement {
  return {
    findings: parts.filter((one) => 'summary' in one),
    unjudged: parts.filter((one) => 'reason' in one),
  };
}

/** What a finding would have been, had its ground been sure. */
export function withheld({ kind, key, hostId, license }: Finding, reason: string): Unjudged {
  return { kind, key, hostId, license, reason };
}

/** Whether the absence of a finding means that it is gone. */
export function judgedBy({ unjudged }: Judgement): (finding: Finding) => boolean {
  const keys = new Set(unjudged.map(({ key }) => key));
  return ({ key }) => !keys.has(key);
}
