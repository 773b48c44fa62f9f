import type { Host } from './host.ts';
import type { ExportedKey } from './parse-registry-export.ts';
import { parseRegistryExport } from './parse-registry-export.ts';
import { registryTree } from './registry-tree.ts';

type Captures = Pick<Host, 'list' | 'readText'>;

const MAX_EXPORT_BYTES = 64 * 1024 * 1024;
const WINDOWS_OUTPUT = /(\.reg|win32_\w+\.(json|txt))$/i;

/**
 * Whether a folder of captured output is of a Windows machine: it holds registry exports (`*.reg`, UTF-16 or UTF-8, any names:
 * the keys are inside) or the rows of a CIM class (`win32_….json` from PowerShell, `win32_….txt` from wmic).
 */
export function isWindowsCapture(captures: Captures): boolean {
  return captures.list('/').some((name) => WINDOWS_OUTPUT.test(name));
}

/** The registry of a capture: all its exports as one tree, read when it is first asked for. */
export function capturedRegistry(captures: Captures): Host['registry'] {
  let find: ReturnType<typeof registryTree> | undefined;
  return async (path, extent = 'tree') => {
    find ??= registryTree(exportedKeys(captures));
    const key = find(path);
    if (key === undefined || extent === 'tree') return key;
    const subkeys = key.subkeys.map(({ name }) => ({ name, values: new Map(), subkeys: [] }));
    return { ...key, subkeys };
  };
}

function exportedKeys(captures: Captures): ExportedKey[] {
  return captures
    .list('/')
    .filter((name) => /\.reg$/i.test(name))
    .flatMap((name) => parseRegistryExport(captures.readText(`/${name}`, MAX_EXPORT_BYTES)));
}
