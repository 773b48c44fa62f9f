/** One configured source and Region, and what of it was read to its end. */
export interface ScopeCoverage {
  readonly source: string;
  readonly region: string;
  /** null: it never said which account it is. */
  readonly account: string | null;
  /**
   * When each unit was last read (epoch ms), under its name: `managed-instance`, `association <arn>`. Missing where a unit was
   * never read to its end, or not at the last attempt.
   */
  readonly wholeAt: ReadonlyMap<string, number>;
  /** false: its nodes or its license configurations were never read to their end, so nothing is known of them. */
  readonly known: boolean;
  /** Why the source could not be asked at all, and since when; null where it could. */
  readonly failure: { readonly since: number; readonly error: string } | null;
}

/** `since`: the earliest of the reads, so what is not listed was not there then. */
export type ReadWhole =
  | { readonly whole: true; readonly since: number }
  | { readonly whole: false; readonly reason: string };

/** Whether every one of the scopes read a unit to its end: what one of them did not read may be there. */
export function readWhole(scopes: readonly ScopeCoverage[], unit: string): ReadWhole {
  const missing = scopes.filter(({ wholeAt }) => !wholeAt.has(unit));
  if (scopes.length === 0) return { whole: false, reason: `no AWS source reads ${unit}` };
  if (missing.length > 0) {
    const named = missing.map(({ source, region }) => `${source} ${region}`).join(', ');
    return { whole: false, reason: `${unit} of ${named} was not read to its end` };
  }
  return { whole: true, since: Math.min(...scopes.map(({ wholeAt }) => wholeAt.get(unit) ?? 0)) };
}

/** Sources of which nothing is known, in words. */
export function unknownSources(scopes: readonly ScopeCoverage[]): readonly string[] {
  return scopes
    .filter(({ known }) => !known)
    .map(({ source, region }) => `AWS source ${source} ${region} was never read to its end`);
}
