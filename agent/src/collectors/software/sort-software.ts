import type { SoftwareItem } from '@coreledger/shared/software.ts';

const KEYS = ['source', 'name', 'version', 'architecture', 'location', 'publisher'] as const;

/** The wire's order (UTF-16 code units, null before text), exact duplicates dropped. */
export function sortSoftware(items: readonly SoftwareItem[]): SoftwareItem[] {
  const sorted = items.toSorted(compare);
  return sorted.filter((item, index) => {
    const before = sorted[index - 1];
    return before === undefined || compare(before, item) !== 0 || before.ssmFilter !== item.ssmFilter;
  });
}

function compare(a: SoftwareItem, b: SoftwareItem): number {
  for (const key of KEYS) {
    const left = a[key] ?? '';
    const right = b[key] ?? '';
    if (left !== right) return left < right ? -1 : 1;
  }
  return 0;
}
