import type { RegistryKey, RegistryValue } from './host.ts';
import type { ExportedKey } from './parse-registry-export.ts';

interface Node {
  readonly name: string;
  readonly values: Map<string, RegistryValue>;
  readonly children: Map<string, Node>;
}

const ROOTS: ReadonlyMap<string, string> = new Map([
  ['hklm', 'hkey_local_machine'],
  ['hku', 'hkey_users'],
  ['hkcu', 'hkey_current_user'],
  ['hkcr', 'hkey_classes_root'],
]);

/** As deep as Windows lets keys be nested; what says more is no registry's. */
const MAX_DEPTH = 512;

/** Exported keys as one tree. Names are compared without case, as Windows does. */
export function registryTree(keys: Iterable<ExportedKey>): (path: string) => RegistryKey | undefined {
  const root: Node = { name: '', values: new Map(), children: new Map() };
  for (const key of keys) {
    const parts = key.path.split('\\');
    if (parts.length > MAX_DEPTH) continue;
    let node = root;
    for (const [index, part] of parts.entries()) node = child(node, part, index === 0);
    for (const value of key.values) node.values.set(value.name.toLowerCase(), value);
  }
  return (path) => {
    let node: Node | undefined = root;
    for (const [index, part] of path.split('\\').entries()) {
      node = node?.children.get(index === 0 ? rootName(part) : part.toLowerCase());
    }
    return node === undefined ? undefined : asKey(node);
  };
}

function child(parent: Node, name: string, isRoot: boolean): Node {
  const id = isRoot ? rootName(name) : name.toLowerCase();
  let node = parent.children.get(id);
  if (node === undefined) {
    node = { name, values: new Map(), children: new Map() };
    parent.children.set(id, node);
  }
  return node;
}

function rootName(name: string): string {
  const lower = name.toLowerCase();
  return ROOTS.get(lower) ?? lower;
}

function asKey(node: Node): RegistryKey {
  return { name: node.name, values: node.values, subkeys: [...node.children.values()].map(asKey) };
}
