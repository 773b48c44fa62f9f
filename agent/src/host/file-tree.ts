import { readdirSync, realpathSync, type Stats, statSync } from 'node:fs';
import { decodeText } from './decode-text.ts';
import type { Host } from './host.ts';
import { listFolders } from './list-folders.ts';
import { readFailure } from './read-failure.ts';
import { readFileHead, readRegularFile } from './read-regular-file.ts';
import { resolveIgnoringCase } from './resolve-ignoring-case.ts';
import { resolveInRoot } from './resolve-in-root.ts';

type FileTree = Pick<
  Host,
  'readBytes' | 'readText' | 'list' | 'folders' | 'kind' | 'sqliteBlobs' | 'readHead' | 'realPath'
>;

const DEFAULT_MAX_BYTES = 16 * 1024 * 1024;

/** The file calls of the port, over the machine's own tree or, with `root`, over another one: of Windows with `windows`. */
export function fileTree(root?: string, windows = false): FileTree {
  function locate(path: string): string {
    if (root === undefined) return path;
    return windows ? resolveIgnoringCase(root, path) : resolveInRoot(root, path);
  }

  function readBytes(path: string, maxBytes = DEFAULT_MAX_BYTES): Uint8Array {
    try {
      return readRegularFile(locate(path), path, maxBytes, root === undefined);
    } catch (error) {
      throw readFailure(error, path);
    }
  }

  function kind(path: string): ReturnType<Host['kind']> {
    try {
      return kindOf(statSync(locate(path), { throwIfNoEntry: false }));
    } catch {
      return 'absent';
    }
  }

  /** Several searches go through the same trees: a scan lists each folder once. */
  const foldersIn = new Map<string, readonly string[]>();

  function leadsToFolder(folder: string, name: string): boolean {
    return kind(`${folder}/${name}`) === 'directory';
  }

  return {
    kind,
    readBytes,
    readText: (path, maxBytes) => decodeText(readBytes(path, maxBytes)),
    readHead(path, bytes) {
      try {
        return readFileHead(locate(path), path, bytes, root === undefined);
      } catch (error) {
        throw readFailure(error, path);
      }
    },
    realPath(path) {
      try {
        if (root === undefined) return realpathSync.native(path);
        return windows ? path : locate(path).slice(root.length) || '/';
      } catch (error) {
        throw readFailure(error, path);
      }
    },
    list(path) {
      try {
        return readdirSync(locate(path)).sort();
      } catch (error) {
        throw readFailure(error, path);
      }
    },
    folders(path) {
      const known = foldersIn.get(path);
      if (known !== undefined) return known;
      try {
        const names = listFolders(locate(path), (name) => leadsToFolder(path, name)).sort();
        foldersIn.set(path, names);
        return names;
      } catch (error) {
        throw readFailure(error, path);
      }
    },
    async sqliteBlobs(path, query) {
      const { sqliteBlobs } = await import('./sqlite-blobs.ts');
      try {
        return sqliteBlobs(locate(path), path, query);
      } catch (error) {
        throw readFailure(error, path);
      }
    },
  };
}

function kindOf(stat: Stats | undefined): ReturnType<Host['kind']> {
  if (stat === undefined) return 'absent';
  if (stat.isFile()) return 'file';
  return stat.isDirectory() ? 'directory' : 'other';
}
