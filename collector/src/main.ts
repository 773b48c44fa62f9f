#!/usr/bin/env node
import { join } from 'node:path';
import { pino } from 'pino';
import { commands } from './cli/commands.ts';
import { dispatch } from './cli/dispatch.ts';
import { composeCollector } from './composition.ts';
import { readConfig } from './config.ts';
import { openServices } from './open-services.ts';
import { holdLock } from './store/sqlite/hold-lock.ts';
import { restoreDatabase } from './store/sqlite/restore-database.ts';
import { VERSION } from './version.ts';

let interrupted: Promise<string> | undefined;
/** Heeded by a command that ends in its own way; any other ends at once, as programs do: nothing of it is half on disk. */
function untilInterrupted(): Promise<string> {
  interrupted ??= new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve(signal));
  });
  return interrupted;
}
// `findings list | head` closes the pipe early: that is no error of ours.
process.stdout.on('error', () => undefined);

process.exitCode = await dispatch(
  commands({
    version: VERSION,
    async start(configFile) {
      const config = readConfig(configFile);
      const collector = await composeCollector(config, undefined, { threads: config.reportThreads });
      const { dataDir } = config;
      try {
        // Another one would read AWS and send every alert a second time.
        const unlock = holdLock(join(dataDir, 'serve.lock'), `another collector serves ${dataDir} already`);
        const address = await collector.listen();
        return { address, close: () => collector.close().finally(unlock) };
      } catch (error) {
        await collector.close();
        throw error;
      }
    },
    // Standard output is the answer's: a warning among the lines of `--json` would spoil it.
    open: (configFile, options) =>
      openServices(configFile, options, (level) => pino({ level }, pino.destination(2))),
    restore: (configFile, backup) => restoreDatabase(backup, readConfig(configFile).dataDir, Date.now()),
  }),
  process.argv.slice(2),
  {
    out: process.stdout,
    err: process.stderr,
    in: process.stdin,
    env: process.env,
    get interrupted() {
      return untilInterrupted();
    },
  },
);
