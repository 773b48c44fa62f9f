import { type Command, line } from './command.ts';
import { CONFIG_HELP, CONFIG_OPTION, configFile } from './local-services.ts';
import { parseOptions } from './options.ts';

/** Composes and starts a collector; given by the entry. */
export type StartCollector = (configFile: string) => Promise<{ address: string; close(): Promise<void> }>;

export function serveCommand(start: StartCollector): Command {
  return {
    name: 'serve',
    summary: 'run the collector',
    help: `Usage: coreledger serve --config FILE

Runs until SIGINT or SIGTERM, then finishes what was begun. On first start it makes its database, its CA and its certificate in dataDir.

${CONFIG_HELP}`,
    async run(args, { out, env, interrupted }) {
      const { values } = parseOptions(args, CONFIG_OPTION);
      const { address, close } = await start(configFile(values.config, env));
      line(out, `coreledger listens on ${address} (API at ${address}/docs)`);
      if (address.startsWith('http:'))
        line(
          out,
          'plain HTTP, on this machine alone (tls: off): a proxy here must do TLS for agents and people',
        );
      await interrupted;
      await close();
      return 0;
    },
  };
}
