import { HostReadError } from '../../host/host.ts';
import { boundedText } from '../text.ts';
import type { Detector } from './detector.ts';

const KEY = 'HKLM\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion';

/** `EditionID`, which unlike names and captions is never translated; no evidence on a client's Windows. */
export const windowsServer: Detector = {
  name: 'windows-server',
  platform: 'win32',
  async detect(host, { operatingSystem }) {
    const key = await host.registry(KEY, 'values');
    // Every Windows has this key: without it nothing was read, and that is no proof of a client.
    if (key === undefined) throw new HostReadError('failed', `${KEY}: absent`);
    const text = (name: string, maxLength: number) =>
      boundedText(key.values.get(name.toLowerCase())?.data, maxLength);
    const edition = text('EditionID', 256);
    const installation = text('InstallationType', 64);
    if (!/^server/i.test(installation ?? '') && !/^server/i.test(edition ?? '')) return undefined;
    const build = text('CurrentBuildNumber', 32) ?? text('CurrentBuild', 32);
    const revision = text('UBR', 32);
    const channel = operatingSystem?.status === 'present' ? operatingSystem.value.channel : null;
    const attributes: [string, string | null][] = [
      ['installationType', installation],
      ['displayVersion', text('DisplayVersion', 64)],
      ['channel', channel],
    ];
    return [
      {
        detector: 'windows-server',
        product: text('ProductName', 256) ?? 'Windows Server',
        edition,
        version: build !== null && revision !== null ? `${build}.${revision}` : build,
        instance: null,
        location: KEY,
        confidence: edition === null ? 'low' : 'high',
        evidence: [{ location: KEY, detail: edition === null ? null : `EditionID=${edition}` }],
        attributes: Object.fromEntries(
          attributes.filter((entry): entry is [string, string] => entry[1] !== null),
        ),
      },
    ];
  },
};
