import type { RegistryKey } from '../../host/host.ts';

/**
 * The first filter by which SSM's inventory leaves an Uninstall row out (amazon-ssm-agent, gatherers/application,
 * dataProvider_windows), or undefined. `installerProducts` are the lower-case names below Installer\Products; undefined where unknown.
 */
export function ssmFilter(
  key: RegistryKey,
  installerProducts: ReadonlySet<string> | undefined,
): string | undefined {
  const value = (name: string) => key.values.get(name)?.data ?? '';
  if (value('systemcomponent') !== '' && value('systemcomponent') !== '0') return 'system-component';
  if (value('parentkeyname') !== '') return 'parent-key-name';
  if (/update/i.test(value('releasetype'))) return 'release-type';
  // Their pattern means to match update numbers and matches any name that starts with KB and a digit.
  if (/^KB[0-9]/i.test(value('displayname'))) return 'kb-name';
  if (value('windowsinstaller') === '1' && installerProducts !== undefined) {
    const packed = packedGuid(key.name);
    if (packed === undefined || !installerProducts.has(packed)) return 'not-in-installer-products';
  }
  return undefined;
}

/** A product code as Windows Installer packs it into key names: each field's digits reversed, by pairs in the last two. */
export function packedGuid(guid: string): string | undefined {
  const match = /^\{([0-9a-f]{8})-([0-9a-f]{4})-([0-9a-f]{4})-([0-9a-f]{4})-([0-9a-f]{12})\}$/i.exec(guid);
  if (match === null) return undefined;
  const [a = '', b = '', c = '', ...rest] = match.slice(1).map((field) => field.toLowerCase());
  const reversed = [a, b, c].map((field) => [...field].reverse().join(''));
  const swapped = rest.join('').replace(/(.)(.)/g, '$2$1');
  return [...reversed, swapped].join('');
}
