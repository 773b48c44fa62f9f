import { type Dirent, opendirSync, readdirSync, statSync } from 'node:fs';

/** Bytes of a directory itself from which on it is read entry by entry; tens of thousands of files make it so large. */
const LARGE_BYTES = 256 * 1024;

/**
 * Names of the folders in a folder, in no order. A store of a million files takes more memory at once than a service is given,
 * for the few folders that lie beside them. Throws the system call's error.
 */
export function listFolders(path: string, leadsToFolder: (name: string) => boolean): string[] {
  const names: string[] = [];
  const take = (entry: Dirent): void => {
    if (entry.isDirectory() || (entry.isSymbolicLink() && leadsToFolder(entry.name))) names.push(entry.name);
  };
  if (statSync(path).size < LARGE_BYTES) readdirSync(path, { withFileTypes: true }).forEach(take);
  else eachEntry(path, take);
  return names;
}

function eachEntry(path: string, take: (entry: Dirent) => void): void {
  const folder = opendirSync(path, { bufferSize: 1024 });
  try {
    for (let entry = folder.readSync(); entry !== null; entry = folder.readSync()) take(entry);
  } finally {
    folder.closeSync();
  }
}
