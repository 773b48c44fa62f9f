import type { Sections } from '@coreledger/shared/host-report.ts';
import type { OperatingSystem } from '@coreledger/shared/operating-system.ts';
import type { Host } from '../../host/host.ts';
import { fromSource, present, unavailableReason } from '../outcome.ts';
import { boundedText } from '../text.ts';
import { parseOsRelease } from './os-release.ts';
import { readReleaseFiles } from './release-files.ts';

/** In the order of os-release(5). */
const PATHS = ['/etc/os-release', '/usr/lib/os-release'];

export async function collectLinuxOperatingSystem(host: Host): Promise<Sections['operatingSystem']> {
  const release = await fromSource('os-release', () => {
    const path = PATHS.find((candidate) => host.kind(candidate) === 'file');
    return path === undefined ? undefined : parseOsRelease(host.readText(path, 65_536));
  });
  // Asked where os-release is absent, not where it cannot be read: it would say more.
  const files =
    release.outcome.status === 'absent'
      ? await fromSource('release-files', () => readReleaseFiles(host))
      : undefined;
  const kernel = await fromSource('kernel', () => host.readText('/proc/sys/kernel/osrelease', 4096).trim());
  const outcomes = [release.outcome, ...(files === undefined ? [] : [files.outcome]), kernel.outcome];
  if (release.value === undefined && files?.value === undefined && kernel.value === undefined) {
    const otherwise = 'neither os-release nor a kernel release here';
    return { status: 'unavailable', reason: unavailableReason(outcomes, otherwise) };
  }
  const field = (name: string, maxLength: number) => boundedText(release.value?.get(name), maxLength);
  const old = files?.value;
  const value: OperatingSystem = {
    family: 'linux',
    id: field('ID', 128) ?? old?.id ?? null,
    versionId: field('VERSION_ID', 128) ?? boundedText(old?.versionId, 128),
    name: field('NAME', 256) ?? boundedText(old?.name, 256),
    prettyName: field('PRETTY_NAME', 512) ?? boundedText(old?.prettyName, 512),
    edition: field('VARIANT_ID', 128),
    build: field('BUILD_ID', 64),
    kernel: boundedText(kernel.value, 256),
    channel: null,
  };
  return present(value, outcomes);
}
