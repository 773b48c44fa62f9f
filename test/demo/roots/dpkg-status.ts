import type { DemoPackage } from './demo-host.ts';

export function dpkgStatus(packages: readonly DemoPackage[]): string {
  return packages
    .map(({ name, version, maintainer, architecture = 'amd64', status = 'installed' }) =>
      [
        `Package: ${name}`,
        `Status: ${status === 'installed' ? 'install ok installed' : 'deinstall ok config-files'}`,
        'Priority: optional',
        'Section: misc',
        `Maintainer: ${maintainer}`,
        `Architecture: ${architecture}`,
        `Version: ${version}`,
        `Description: ${name}`,
        '',
      ].join('\n'),
    )
    .join('\n');
}
