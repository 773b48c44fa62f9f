import { PassThrough } from 'node:stream';
import { pino } from 'pino';
import { commands } from '../../../collector/src/cli/commands.ts';
import { dispatch } from '../../../collector/src/cli/dispatch.ts';
import type { OpenServices } from '../../../collector/src/cli/local-services.ts';
import { openServices } from '../../../collector/src/open-services.ts';

export interface CliOutcome {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** `coreledger` in this process, on one configuration file: every command but those that need a process of their own. */
export function cliSession(
  configFile: string,
  open: OpenServices = (file, options) => openServices(file, options, (level) => pino({ level })),
): (...argv: string[]) => Promise<CliOutcome> {
  const list = commands({
    start: () => Promise.reject(new Error('serve needs a process of its own')),
    open,
    restore: () => ({ kept: null }),
    version: '0',
  });
  return async (...argv) => {
    const [out, err] = [new PassThrough(), new PassThrough()];
    const code = await dispatch(list, argv, {
      out,
      err,
      in: new PassThrough(),
      env: { CORELEDGER_CONFIG: configFile },
      interrupted: new Promise(() => undefined),
    });
    return { code, out: String(out.read() ?? ''), err: String(err.read() ?? '') };
  };
}
