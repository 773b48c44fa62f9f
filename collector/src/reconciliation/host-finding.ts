import type { Finding, FindingKind } from './finding.ts';
import { findingCatalog } from './finding-catalog.ts';

/** A finding on one host. `about` tells two of a kind on one host apart, such as the registration they are about. */
export function hostFinding(
  kind: FindingKind,
  host: { readonly hostId: string },
  summary: string,
  sides: Pick<Finding, 'ours' | 'theirs' | 'cause'>,
  about?: string,
): Finding {
  return {
    kind,
    key: [kind, host.hostId, ...(about === undefined ? [] : [about])].join(':'),
    severity: findingCatalog[kind].severity,
    hostId: host.hostId,
    license: null,
    summary,
    ...sides,
  };
}

export function isoOf(at: number): string;
export function isoOf(at: number | null): string | null;
export function isoOf(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}

const EXAMPLES = 10;

/** The first few names, in order, and whether there are more. */
export function examples(names: readonly string[]): string {
  const shown = names.toSorted().slice(0, EXAMPLES).join(', ');
  return names.length > EXAMPLES ? `${shown}, …` : shown;
}
