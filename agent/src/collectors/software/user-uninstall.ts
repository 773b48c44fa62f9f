import type { SoftwareItem } from '@coreledger/shared/software.ts';
import { type Host, HostReadError, type RegistryKey } from '../../host/host.ts';
import { fromSource } from '../outcome.ts';
import { hiveKey } from '../windows/registry-hive.ts';
import type { SoftwareSource } from './software-source.ts';
import { uninstallItems } from './uninstall-items.ts';

const NAME = 'uninstall-user';
const UNINSTALL = 'Software\\Microsoft\\Windows\\CurrentVersion\\Uninstall';
const VIEWS = [UNINSTALL, UNINSTALL.replace('Software\\', 'Software\\Wow6432Node\\')];
const PROFILES = 'HKLM\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\ProfileList';
/** People's accounts, local, of a domain or of Entra ID; not the system's own and not the `_Classes` beside each. */
const ACCOUNT = /^S-1-(5-21|12-1)-[\d-]+$/i;
const MAX_HIVE_BYTES = 64 * 1024 * 1024;
/** Enough for any server but one with desktops of many; reading more files would cost more than the rest of the scan. */
const MAX_HIVES = 256;

/**
 * What users installed for themselves: from the registry where they are signed in, else from the hive file in their profile.
 * Hives that could not be read are counted, and make the section incomplete. No account leaves the host: all rows are placed
 * below `HKU\user`, the same program of two users is one row, and why a hive was not read is said without its path.
 */
export async function readUserUninstall(host: Host): Promise<SoftwareSource> {
  const items: SoftwareItem[] = [];
  const { outcome } = await fromSource(NAME, async () => {
    const users = await host.registry('HKU', 'values');
    if (users === undefined) return undefined;
    const loaded = users.subkeys.map(({ name }) => name).filter((name) => ACCOUNT.test(name));
    for (const account of loaded) items.push(...(await readLoaded(host, account)));
    const profiles = await signedOut(host, new Set(loaded.map((name) => name.toLowerCase())));
    const troubles = profiles.flatMap((profile, index) => readProfile(host, profile, index, items));
    if (troubles.length > 0)
      throw new HostReadError('denied', notRead(troubles, loaded.length + profiles.length));
    return items;
  });
  return { items, outcome };
}

function rows(key: RegistryKey | undefined, view: string): SoftwareItem[] {
  const place = { source: NAME, path: `HKU\\user\\${view}`, filter: 'user-hive' };
  return key === undefined ? [] : uninstallItems(key, place);
}

async function readLoaded(host: Host, account: string): Promise<SoftwareItem[]> {
  const items: SoftwareItem[] = [];
  for (const view of VIEWS) items.push(...rows(await host.registry(`HKU\\${account}\\${view}`), view));
  return items;
}

/** Folders of people's profiles whose hive is not loaded; null where the list does not say the folder. */
async function signedOut(host: Host, loaded: ReadonlySet<string>): Promise<(string | null)[]> {
  const list = await host.registry(PROFILES);
  return (list?.subkeys ?? [])
    .filter(({ name }) => ACCOUNT.test(name) && !loaded.has(name.toLowerCase()))
    .map(({ values }) => values.get('profileimagepath')?.data.replace(/^%SystemDrive%/i, 'C:') ?? null);
}

/** Adds what a profile's hive lists; gives why it could not. A profile whose files are gone, or elsewhere, has nothing here. */
function readProfile(host: Host, folder: string | null, index: number, items: SoftwareItem[]): string[] {
  if (folder === null) return ['their folder is not known'];
  if (index >= MAX_HIVES) return [`only ${MAX_HIVES} are read`];
  try {
    const hive = host.readBytes(`${folder}\\NTUSER.DAT`, MAX_HIVE_BYTES);
    for (const view of VIEWS) items.push(...rows(hiveKey(hive, view, 1), view));
    return [];
  } catch (error) {
    if (!(error instanceof HostReadError)) return [error instanceof Error ? error.message : 'damaged'];
    return error.failure === 'absent' ? [] : [error.failure];
  }
}

function notRead(troubles: readonly string[], hives: number): string {
  return `${troubles.length} of ${hives} user hives were not read: ${[...new Set(troubles)].join(', ')}`;
}
