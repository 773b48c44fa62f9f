import type { Host } from '../../host/host.ts';
import { fromSource } from '../outcome.ts';
import type { SoftwareSource } from './software-source.ts';
import { uninstallItems } from './uninstall-items.ts';
import { readUserUninstall } from './user-uninstall.ts';

const VIEWS = [
  { name: 'uninstall', path: 'HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Uninstall' },
  {
    name: 'uninstall-wow64',
    path: 'HKLM\\SOFTWARE\\Wow6432Node\\Microsoft\\Windows\\CurrentVersion\\Uninstall',
  },
] as const;
const PRODUCTS = 'HKLM\\SOFTWARE\\Classes\\Installer\\Products';

/** The Uninstall keys of both views and of the user hives that are loaded. */
export async function readWindowsUninstall(host: Host): Promise<SoftwareSource[]> {
  const products = await installerProducts(host);
  const sources: SoftwareSource[] = [];
  for (const { name, path } of VIEWS) {
    const { value, outcome } = await fromSource(name, () => host.registry(path));
    sources.push({
      items: value === undefined ? [] : uninstallItems(value, { source: name, path }, products),
      outcome,
    });
  }
  sources.push(await readUserUninstall(host));
  return sources;
}

/** Undefined where the key is absent or closed to us: then nothing is said of that filter. */
async function installerProducts(host: Host): Promise<ReadonlySet<string> | undefined> {
  const { value } = await fromSource('installer-products', () => host.registry(PRODUCTS, 'values'));
  return value && new Set(value.subkeys.map(({ name }) => name.toLowerCase()));
}
