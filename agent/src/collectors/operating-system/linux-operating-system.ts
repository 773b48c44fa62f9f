import type { Sections } from '@coreledger/shared/host-report.ts';
import type { OperatingSystem } from '@coreledger/shared/operating-system.ts';
import type { Host } from '../../host/host.ts';
import { fromSource, present, unavailableReason } from '../outcome.ts';
import { boundedText } from '../text.ts';
import { parseOsRelease } from './os-release.ts';

/** In the order of os-release(5). */
const PATHS = ['/etc/os-release', '/usr/lib/os-release'];

export async function collectLinuxOperatingSystem(host: Host): Promise<Sections['operatingSystem']> {
  const release = await fromSource('os-release', () => {
    const path = PATHS.find((candidate) => host.kind(candidate) === 'file');
    return path === undefined ? undefined : parseOsRelease(host.readText(path, 65_536));
  });
  const kernel = await fromSource('kernel', () => host.readText('/proc/sys/kernel/osrelease', 4096).trim());
  if (release.value === undefined && kernel.value === undefined) {
    return {
      status: 'unavailable',
      reason: unavailableReason(
        [release.outcome, kernel.outcome],
        'neither os-release nor a kernel release here',
      ),
    };
  }
  const field = (name: string, maxLength: number) => boundedText(release.value?.get(name), maxLength);
  const value: OperatingSystem = {
    family: 'linux',
    id: field('ID', 128),
    versionId: field('VERSION_ID', 128),
    name: field('NAME', 256),
    prettyName: field('PRETTY_NAME', 512),
    edition: field('VARIANT_ID', 128),
    build: field('BUILD_ID', 64),
    kernel: boundedText(kernel.value, 256),
    channel: null,
  };
  return present(value, [release.outcome, kernel.outcome]);
}
