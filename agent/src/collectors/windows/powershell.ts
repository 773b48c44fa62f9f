import type { Command } from '../../host/host.ts';

/**
 * A script for Windows PowerShell, which every supported Windows has. No profile, no prompt, UTF-8 out. The script must hold no
 * double quote: it is one argument. Under a policy of constrained language the encoding may not be set: what is asked for is
 * ASCII but for names. Nothing is encoded or bypassed, which would look like an attack to those who watch the host.
 */
export function powershell(script: string): Pick<Command, 'paths' | 'args'> {
  return {
    paths: ['%SystemRoot%\\System32\\WindowsPowerShell\\v1.0\\powershell.exe'],
    args: [
      '-NoLogo',
      '-NoProfile',
      '-NonInteractive',
      '-Command',
      `try { [Console]::OutputEncoding = [Text.Encoding]::UTF8 } catch { }; ${script}`,
    ],
  };
}
