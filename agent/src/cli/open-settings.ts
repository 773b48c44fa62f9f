import { readSettings, type Settings } from '../settings/read-settings.ts';
import type { Flags, Program } from './program.ts';

/** The settings, or null after every fault was printed: exit code 2. */
export function openSettings(program: Program, flags: Flags, verb: string): Settings | null {
  const { config, state } = flags as { config?: string; state?: string };
  const read = readSettings({ env: program.env, platform: program.platform, config, state });
  if (read.faults === null) return read.settings;
  program.err(read.faults.map((fault) => `coreledger-agent ${verb}: ${fault}\n`).join(''));
  return null;
}

export function routeOf(settings: Settings, program: Program) {
  return { timeoutMs: settings.timeoutMs, proxyEnv: settings.proxyEnv, stop: program.stop };
}
