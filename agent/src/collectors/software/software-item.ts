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
  return rowAt(source, boundedText(location, 1024) ?? source, raw);
}

/** Members in the order of the canonical form, which then has nothing to put in order: there may be thousands of rows. */
function rowAt(source: string, location: string, raw: RawItem): SoftwareItem | undefined {
  const name = boundedText(raw.name, 512);
  if (name === null) return undefined;
  return {
    architecture: boundedText(raw.architecture, 64),
    location,
    name,
    publisher: boundedText(raw.publisher, 512),
    source,
    version: boundedText(raw.version, 256),
  };
}

/** Rows fit for the wire; those without a name are left out. */
export function softwareItems(source: string, location: string, rows: Iterable<RawItem>): SoftwareItem[] {
  const items: SoftwareItem[] = [];
  const place = boundedText(location, 1024) ?? source;
  for (const row of rows) {
    const item = rowAt(source, place, row);
    if (item !== undefined) items.push(item);
  }
  return items;
}
