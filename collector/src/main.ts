#!/usr/bin/env node
import { commands } from './cli/commands.ts';
import { dispatch } from './cli/dispatch.ts';
import { composeCollector } from './composition.ts';
import { readConfig } from './config.ts';
import { restoreDatabase } from './store/sqlite/restore-database.ts';

const interrupted = new Promise<string>((resolve) => {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve(signal));
});

process.exitCode = await dispatch(
  commands({
    async start(configFile) {
      const config = readConfig(configFile);
      const collector = await composeCollector(config, undefined, { threads: config.reportThreads });
      return { address: await collector.listen(), close: () => collector.close() };
    },
    open: async (configFile) => composeCollector(readConfig(configFile)),
    restore: (configFile, backup) => restoreDatabase(backup, readConfig(configFile).dataDir, Date.now()),
  }),
  process.argv.slice(2),
  { out: process.stdout, err: process.stderr, in: process.stdin, env: process.env, interrupted },
);
