import type { Sections } from '@coreledger/shared/host-report.ts';
import type { OperatingSystem } from '@coreledger/shared/operating-system.ts';
import type { Host, RegistryKey } from '../../host/host.ts';
import { fromSource, present } from '../outcome.ts';
import { boundedText } from '../text.ts';
import { LICENSING_CHANNEL, parseChannel } from './windows-channel.ts';

export const CURRENT_VERSION = 'HKLM\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion';

export async function collectWindowsOperatingSystem(host: Host): Promise<Sections['operatingSystem']> {
  const version = await fromSource('registry', () => host.registry(CURRENT_VERSION, 'values'));
  const { value: key, outcome } = version;
  if (key === undefined) {
    const detail = outcome.detail ?? `${CURRENT_VERSION}: absent`;
    return outcome.status === 'failed'
      ? { status: 'failed', error: detail }
      : { status: 'unavailable', reason: detail };
  }
  const channel = await fromSource('licensing', async () => parseChannel(await host.run(LICENSING_CHANNEL)));
  // Only the channel hangs on it: that the licensing service does not answer takes nothing from the rest.
  return present(windowsOperatingSystem(key, channel.value ?? null), [outcome, channel.outcome]);
}

/**
 * The edition is `EditionID`: names are translated, and `ProductName` says "Windows 10" on Windows 11. The product key in the
 * same registry key (`DigitalProductId`) is not touched.
 */
export function windowsOperatingSystem(key: RegistryKey, channel: string | null): OperatingSystem {
  const value = (name: string) => key.values.get(name.toLowerCase())?.data ?? null;
  const build = value('CurrentBuildNumber') ?? value('CurrentBuild');
  const revision = value('UBR');
  const major = value('CurrentMajorVersionNumber');
  const numbered =
    major === null ? value('CurrentVersion') : `${major}.${value('CurrentMinorVersionNumber') ?? '0'}`;
  const product = boundedText(value('ProductName'), 256);
  const release = boundedText(value('DisplayVersion') ?? value('ReleaseId'), 32);
  return {
    family: 'windows',
    id: 'windows',
    versionId: boundedText(numbered, 128),
    name: product,
    prettyName: product === null || release === null ? product : `${product} ${release}`,
    edition: boundedText(value('EditionID'), 128),
    build: boundedText(build !== null && revision !== null ? `${build}.${revision}` : build, 64),
    kernel: boundedText(build === null || numbered === null ? null : `${numbered}.${build}`, 256),
    channel: boundedText(channel, 64),
  };
}
