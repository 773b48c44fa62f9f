import type { SoftwareItem } from '@coreledger/shared/software.ts';

/** A list of software as it is compared with SSM's: made once for each distinct list, whatever number of hosts shows it. */
export interface ComparableSoftware {
  /** Every name, as `softwareKey` writes it. */
  readonly keys: ReadonlySet<string>;
  /** Names of what SSM should list too, by key. */
  readonly visible: ReadonlyMap<string, string>;
}

/** What SSM's inventory reads: dpkg and rpm, snap where snapd is a package, the Uninstall keys of the machine. */
const SSM_SOURCES = new Set(['dpkg', 'rpm', 'snap', 'uninstall', 'uninstall-wow64']);
const SSM_FIELD_BYTES = 100;
/** No character of these is escaped, and each is one byte. */
const PLAIN = /^[\x20\x21\x23-\x5b\x5d-\x7e]*$/;

export function comparableSoftware(items: readonly SoftwareItem[]): ComparableSoftware {
  const keys = new Set<string>();
  const visible = new Map<string, string>();
  for (const { name, source, ssmFilter } of items) {
    const key = softwareKey(name);
    keys.add(key);
    if (SSM_SOURCES.has(source) && ssmFilter === undefined) visible.set(key, name);
  }
  return { keys, visible };
}

/** SSM cuts each field to 100 bytes after JSON escaping; names are compared as far as it keeps them, without case. */
export function softwareKey(name: string): string {
  const trimmed = name.trim();
  if (PLAIN.test(trimmed)) return trimmed.slice(0, SSM_FIELD_BYTES).trimEnd().toLowerCase();
  const escaped = JSON.stringify(trimmed).slice(1, -1);
  const bytes = new TextEncoder().encode(escaped).subarray(0, SSM_FIELD_BYTES);
  return new TextDecoder()
    .decode(bytes)
    .replace(/\ufffd+$/, '')
    .trimEnd()
    .toLowerCase();
}
