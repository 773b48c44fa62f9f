import type { SoftwareItem } from '@coreledger/shared/software.ts';
import { boundedText } from '../text.ts';

type Text = string | null | undefined;

export interface RawItem {
  readonly name: Text;
  readonly version: Text;
  readonly architecture?: Text;
  readonly publisher?: Text;
}

/** A row fit for the wire, or undefined where it has no name. */
export function softwareItem(source: string, location: string, raw: RawItem): SoftwareItem | undefined {
  return softwareItems(source, location, [raw])[0];
}

/**
 * Rows fit for the wire; those without a name are left out. Members are in the order of the canonical form, which then has
 * nothing to put in order, and what repeats from row to row is looked at once: there may be thousands of rows.
 */
export function softwareItems(source: string, location: string, rows: Iterable<RawItem>): SoftwareItem[] {
  const items: SoftwareItem[] = [];
  const place = boundedText(location, 1024) ?? source;
  const architectureOf = onceEach((text) => boundedText(text, 64));
  const publisherOf = onceEach((text) => boundedText(text, 512));
  for (const row of rows) {
    const name = boundedText(row.name, 512);
    if (name === null) continue;
    items.push({
      architecture: architectureOf(row.architecture),
      location: place,
      name,
      publisher: publisherOf(row.publisher),
      source,
      version: boundedText(row.version, 256),
    });
  }
  return items;
}

function onceEach(bound: (text: Text) => string | null): (text: Text) => string | null {
  const seen = new Map<Text, string | null>();
  return (text) => {
    const known = seen.get(text);
    if (known !== undefined) return known;
    const bounded = bound(text);
    seen.set(text, bounded);
    return bounded;
  };
}
