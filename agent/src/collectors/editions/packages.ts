import type { Sections } from '@coreledger/shared/host-report.ts';
import type { SoftwareItem } from '@coreledger/shared/software.ts';

/** A package that the software section lists, undefined where it has none of these names. */
export function packageNamed(
  soFar: Partial<Sections>,
  ...names: readonly string[]
): SoftwareItem | undefined {
  const { software } = soFar;
  return software?.status === 'present' ? software.value.find(({ name }) => names.includes(name)) : undefined;
}

/** Whether all package databases were read: only then is a package that is not listed not installed. */
export function packagesAreKnown({ software }: Partial<Sections>): boolean {
  return software?.status === 'present' && software.complete;
}
