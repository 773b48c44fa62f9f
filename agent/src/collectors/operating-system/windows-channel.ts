import type { Command } from '../../host/host.ts';
import { powershell } from '../windows/powershell.ts';

/** ApplicationID of Windows itself among the products of the licensing service. */
const WINDOWS = '55c92734-d682-4d71-983e-d6ec3f16059f';

/** Asks for the channel of the one Windows license that has a key installed; the key itself is not asked for. */
export const LICENSING_CHANNEL: Command = {
  ...powershell(
    `Get-CimInstance -ErrorAction Stop -Query 'SELECT ProductKeyChannel FROM SoftwareLicensingProduct WHERE ApplicationID = ''${WINDOWS}'' AND PartialProductKey IS NOT NULL' | ForEach-Object { $_.ProductKeyChannel }`,
  ),
  capture: 'windows-channel.txt',
  timeoutMs: 20_000,
};

/** OEM:DM, Retail, Volume:GVLK, Volume:MAK, …: a word with at most one colon. Undefined where none was given, or several. */
export function parseChannel(output: string): string | undefined {
  const channels = new Set(
    output
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => /^[A-Za-z]+(:[A-Za-z]+)?$/.test(line)),
  );
  return channels.size === 1 ? [...channels][0] : undefined;
}
