import { PassThrough } from 'node:stream';
import { commands } from '../../../collector/src/cli/commands.ts';
import { dispatch } from '../../../collector/src/cli/dispatch.ts';
import { type Collector, composeCollector } from '../../../collector/src/composition.ts';
import { readConfig } from '../../../collector/src/config.ts';

export interface CliOutcome {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** `coreledger` in this process, on one configuration file: every command but those that need a process of their own. */
export function cliSession(
  configFile: string,
  open: (file: string) => Promise<Pick<Collector, 'services' | 'close'>> = (file) =>
    composeCollector(readConfig(file)),
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
