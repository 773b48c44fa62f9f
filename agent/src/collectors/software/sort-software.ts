import type { SoftwareItem } from '@coreledger/shared/software.ts';

/** In the order of the wire schema, rows that say the same in all of it once. */
export function sortSoftware(items: readonly SoftwareItem[]): SoftwareItem[] {
  return items
    .toSorted(compare)
    .filter((item, index, sorted) => index === 0 || compare(sorted[index - 1] ?? item, item) !== 0);
}

function compare(a: SoftwareItem, b: SoftwareItem): number {
  return (
    compareText(a.source, b.source) ||
    compareText(a.name, b.name) ||
    compareText(a.version ?? '', b.version ?? '') ||
    compareText(a.architecture ?? '', b.architecture ?? '') ||
    compareText(a.location, b.location)
  );
}

function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
