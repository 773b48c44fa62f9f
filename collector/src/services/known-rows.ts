import type { SoftwareItem } from '@coreledger/shared/software.ts';

/** Rows of software by their canonical text. Only rows of reports that passed every check may be added. */
export interface KnownRows {
  find(text: string): SoftwareItem | undefined;
  add(text: string, item: SoftwareItem): void;
}

/** Remembers the rows seen lately: at least `characters` of text, at most twice as much. */
export function createKnownRows(characters = 8 * 1024 * 1024): KnownRows {
  let young = new Map<string, SoftwareItem>();
  let old = new Map<string, SoftwareItem>();
  let size = 0;

  function add(text: string, item: SoftwareItem): void {
    if (size >= characters) {
      old = young;
      young = new Map();
      size = 0;
    }
    young.set(text, item);
    size += text.length;
  }

  return {
    find(text) {
      const item = young.get(text);
      if (item !== undefined) return item;
      const aged = old.get(text);
      // Written anew: `text` may be a slice, which would hold the whole body it was cut from.
      if (aged !== undefined) add(JSON.stringify(aged), aged);
      return aged;
    },
    add,
  };
}
