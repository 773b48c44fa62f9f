import type { Host } from '../../host/host.ts';
import { runCycle } from '../../run.ts';
import type { Settings } from '../../settings/read-settings.ts';
import { openHost } from '../open-host.ts';
import { openSettings } from '../open-settings.ts';
import type { ExitCode, Program, VerbRun } from '../program.ts';
import { reportStateFaults } from '../with-run-lock.ts';

export const run: VerbRun = async (program, flags) => {
  const settings = openSettings(program, flags, 'run');
  const host = openHost(flags);
  const spreadMs = minutes(flags.spread);
  if (typeof host === 'string') program.err(`coreledger-agent run: ${host}\n`);
  if (spreadMs === null)
    program.err('coreledger-agent run: --spread takes minutes, a whole number up to 1440\n');
  if (settings === null || typeof host === 'string' || spreadMs === null) return 2;
  const options = { spreadMs, deliver: flags['no-deliver'] !== true };
  return reportStateFaults(program, 'run', settings.stateDirectory, () =>
    cycle(program, settings, host, options),
  );
};

async function cycle(
  program: Program,
  settings: Settings,
  host: Host,
  options: { readonly spreadMs: number; readonly deliver: boolean },
): Promise<ExitCode> {
  const say = (text: string) => program.err(`coreledger-agent run: ${text}\n`);
  const outcome = await runCycle(host, settings, { ...program, warn: say }, options);
  switch (outcome.kind) {
    case 'not-enrolled':
      say('this host is not enrolled: run `coreledger-agent enroll TOKEN` first');
      return 1;
    case 'busy':
      say('another run is under way on this state folder; nothing was done');
      return 1;
    case 'stopped':
      say('told to stop before the scan; nothing was done');
      return 1;
    case 'kept':
      program.out(`kept 1 ${outcome.message}; ${outcome.waiting} waiting\n`);
      return 0;
    case 'delivered': {
      const { delivered, rejected, waiting } = outcome.result;
      for (const why of rejected) say(`the collector refused a report for good: ${why}`);
      if (waiting !== null)
        say(
          `${outcome.waiting} waiting, kept for the next run. ${waiting}. \`coreledger-agent status\` says more`,
        );
      program.out(`delivered ${delivered}, waiting ${outcome.waiting}\n`);
      return rejected.length === 0 && waiting === null ? 0 : 1;
    }
  }
}

function minutes(flag: string | boolean | undefined): number | null {
  if (flag === undefined) return 0;
  const value = typeof flag === 'string' && /^\d{1,4}$/.test(flag) ? Number(flag) : Number.NaN;
  return value <= 1440 ? value * 60_000 : null;
}
