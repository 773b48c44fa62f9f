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
  const name = boundedText(raw.name, 512);
  if (name === null) return undefined;
  return {
    name,
    version: boundedText(raw.version, 256),
    architecture: boundedText(raw.architecture, 64),
    publisher: boundedText(raw.publisher, 512),
    source,
    location: boundedText(location, 1024) ?? source,
  };
}

/** Rows fit for the wire; those without a name are left out. */
export function softwareItems(source: string, location: string, rows: Iterable<RawItem>): SoftwareItem[] {
  const items: SoftwareItem[] = [];
  for (const row of rows) {
    const item = softwareItem(source, location, row);
    if (item !== undefined) items.push(item);
  }
  return items;
}
