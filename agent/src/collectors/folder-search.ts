import type { FieldReader } from './field-reader.ts';

/** A walk through folders that may hold anything, within bounds. Where a bound ends it, the reader's outcome says so. */
export interface FolderSearch {
  /** Folders in `path`; none once the walk has been through as many as it may. */
  visit(path: string): readonly string[];
  /** `names` in `path` if they are few enough to be entered one by one, else none: a store of data is no installation. */
  narrow(path: string, names: readonly string[]): readonly string[];
}

const MAX_FOLDERS = 4_000;
const MAX_WIDTH = 512;

export function folderSearch(files: FieldReader): FolderSearch {
  let left = MAX_FOLDERS;
  return {
    visit(path) {
      if (left > 0) {
        left -= 1;
        return files.folders(path);
      }
      files.passedOver(`${path}: not searched, nor what comes after it: ${MAX_FOLDERS} folders were`);
      return [];
    },
    narrow(path, names) {
      if (names.length <= MAX_WIDTH) return names;
      files.passedOver(`${path}: ${names.length} folders, more than ${MAX_WIDTH}, which were not searched`);
      return [];
    },
  };
}
