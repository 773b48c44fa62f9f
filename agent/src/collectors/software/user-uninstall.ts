import type { SoftwareItem } from '@coreledger/shared/software.ts';
import type { Host } from '../../host/host.ts';
import { fromSource } from '../outcome.ts';
import type { SoftwareSource } from './software-source.ts';
import { uninstallItems } from './uninstall-items.ts';

const NAME = 'uninstall-user';
const UNINSTALL = 'Software\\Microsoft\\Windows\\CurrentVersion\\Uninstall';
const PROFILES = 'HKLM\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\ProfileList';
/** People's accounts, local, of a domain or of Entra ID; not the system's own and not the `_Classes` beside each. */
const ACCOUNT = /^S-1-(5-21|12-1)-[\d-]+$/i;

/**
 * What users installed for themselves. Only the hives of signed-in users are loaded; how many are not is said. No account
 * leaves the host: all rows are placed below `HKU\user`, and the same program of two users is one row.
 */
export async function readUserUninstall(host: Host): Promise<SoftwareSource> {
  let detail: string | null = null;
  const { value, outcome } = await fromSource(NAME, async () => {
    const users = await host.registry('HKU', 'values');
    if (users === undefined) return undefined;
    const loaded = users.subkeys.map(({ name }) => name).filter((name) => ACCOUNT.test(name));
    const items: SoftwareItem[] = [];
    for (const account of loaded) items.push(...(await readHive(host, account)));
    detail = unloadedHives(loaded, await profiles(host));
    return items;
  });
  return { items: value ?? [], outcome: { ...outcome, detail: outcome.detail ?? detail } };
}

async function readHive(host: Host, account: string): Promise<SoftwareItem[]> {
  const items: SoftwareItem[] = [];
  for (const software of [UNINSTALL, UNINSTALL.replace('Software\\', 'Software\\Wow6432Node\\')]) {
    const key = await host.registry(`HKU\\${account}\\${software}`);
    if (key !== undefined) {
      items.push(
        ...uninstallItems(key, { source: NAME, path: `HKU\\user\\${software}`, filter: 'user-hive' }),
      );
    }
  }
  return items;
}

async function profiles(host: Host): Promise<string[]> {
  const { value } = await fromSource('profiles', () => host.registry(PROFILES, 'values'));
  return (value?.subkeys ?? []).map(({ name }) => name).filter((name) => ACCOUNT.test(name));
}

function unloadedHives(loaded: readonly string[], profiled: readonly string[]): string | null {
  const known = new Set(loaded.map((name) => name.toLowerCase()));
  const missing = profiled.filter((name) => !known.has(name.toLowerCase())).length;
  return missing === 0
    ? null
    : `${missing} of ${profiled.length} user hives are not loaded and were not read`;
}
