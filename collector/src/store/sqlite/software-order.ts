import type { SoftwareItem } from '@coreledger/shared/software.ts';

/** The order the wire schema asks for; code units, so that it is the same everywhere. */
export function compareSoftware(a: SoftwareItem, b: SoftwareItem): number {
  return (
    compareText(a.source, b.source) ||
    compareText(a.name, b.name) ||
    compareText(a.version, b.version) ||
    compareText(a.architecture, b.architecture) ||
    compareText(a.location, b.location) ||
    compareText(a.publisher, b.publisher)
  );
}

/** True where the rows can be rebuilt from a set: in order, each distinct. */
export function isOrderedSet(items: readonly SoftwareItem[]): boolean {
  for (let index = 1; index < items.length; index++) {
    if (compareSoftware(items[index - 1] as SoftwareItem, items[index] as SoftwareItem) >= 0) return false;
  }
  return true;
}

function compareText(a: string | null, b: string | null): number {
  const left = a ?? '';
  const right = b ?? '';
  if (left === right) return 0;
  return left < right ? -1 : 1;
}
