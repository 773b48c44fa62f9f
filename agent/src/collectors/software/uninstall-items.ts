import type { SoftwareItem } from '@coreledger/shared/software.ts';
import type { RegistryKey } from '../../host/host.ts';
import { boundedText } from '../text.ts';
import { ssmFilter } from './ssm-filter.ts';

export interface UninstallView {
  readonly source: string;
  readonly path: string;
  /** A filter that holds for every row of this view. */
  readonly filter?: string;
}

/**
 * One row for each key with a display name, which is what Windows itself lists, updates and components included. Nothing but
 * the fields below is taken: uninstall strings are command lines, and some vendors keep product keys beside them.
 */
export function uninstallItems(
  uninstall: RegistryKey,
  { source, path, filter }: UninstallView,
  products?: ReadonlySet<string>,
): SoftwareItem[] {
  return uninstall.subkeys.flatMap((key) => {
    const text = (name: string, maxLength: number) => boundedText(key.values.get(name)?.data, maxLength);
    const name = text('displayname', 512);
    if (name === null) return [];
    const left = filter ?? ssmFilter(key, products);
    return [
      {
        name,
        version: text('displayversion', 256),
        // Which view a key is in tells of its installer, not of the product.
        architecture: null,
        publisher: text('publisher', 512),
        source,
        location: `${path}\\${key.name}`.slice(0, 1024).toWellFormed(),
        ...(left === undefined ? {} : { ssmFilter: left }),
      },
    ];
  });
}
