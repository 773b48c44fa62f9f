/**
 * `npm run soak [-- --minutes N] [--seed N]`: a collector under mixed load, killed, on full disks, with AWS failing, and agents
 * killed as well. Ends by itself: 0 where every promise held, 1 where one was broken, 2 for wrong usage.
 */
import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import { createJournal } from './journal.ts';
import { runSoak } from './run-soak.ts';

const USAGE = 'usage: npm run soak [-- [--minutes N] [--seed N]]   (default 10 minutes, a new seed)';
/** A mount namespace of its own: its small disks are seen by nobody else and end with it. */
const NAMESPACES = [['--mount'], ['--user', '--map-root-user', '--mount']];

function optionsOf(args: readonly string[]): { minutes: number; seed: number } | undefined {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: { minutes: { type: 'string', default: '10' }, seed: { type: 'string' } },
    });
    const minutes = Number(values.minutes);
    const seed = values.seed === undefined ? Math.floor(Math.random() * 1e9) : Number(values.seed);
    return minutes >= 0.25 && minutes <= 10_000 && Number.isInteger(seed) ? { minutes, seed } : undefined;
  } catch {
    return undefined;
  }
}

function namespaceOptions(): readonly string[] | undefined {
  return NAMESPACES.find((options) => spawnSync('unshare', [...options, 'true']).status === 0);
}

async function soak({ minutes, seed }: { minutes: number; seed: number }): Promise<number> {
  const journal = createJournal(console.log);
  journal.say(`soak of ${minutes} minutes, seed ${seed}`);
  try {
    await runSoak({ minutes, seed, journal });
  } catch (error) {
    journal.violation(`the soak itself failed: ${(error as Error).stack}`);
  }
  for (const [what, times] of [...journal.counts].sort(([a], [b]) => (a < b ? -1 : 1)))
    console.log(`${String(times).padStart(8)}  ${what}`);
  const { length } = journal.violations;
  console.log(
    length === 0 ? `soak: every promise held (seed ${seed})` : `soak: ${length} violations (seed ${seed})`,
  );
  return length === 0 ? 0 : 1;
}

const options = optionsOf(process.argv.slice(2));
if (options === undefined) {
  console.error(USAGE);
  process.exitCode = 2;
} else {
  const namespace = process.env.CORELEDGER_SOAK_NAMESPACE === undefined ? namespaceOptions() : undefined;
  if (namespace === undefined) {
    process.exitCode = await soak(options);
  } else {
    const again = [...namespace, process.execPath, ...process.argv.slice(1), '--seed', String(options.seed)];
    const env = { ...process.env, CORELEDGER_SOAK_NAMESPACE: 'own' };
    process.exitCode = spawnSync('unshare', again, { stdio: 'inherit', env }).status ?? 1;
  }
}
