import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const PROGRAM = new URL('../../../collector/src/main.ts', import.meta.url).pathname;

export interface Ended {
  /** null where it was killed. */
  readonly code: number | null;
  readonly out: string;
  readonly error: string;
}

/** The real program on a folder and configuration of its own. */
export interface CollectorProgram {
  readonly folder: string;
  /** A command, to its end; `started` gets the process, to kill it. */
  run(args: readonly string[], started?: (child: ChildProcess) => void): Promise<Ended>;
  /** `serve`; resolves once it listens. */
  serve(): Promise<{ readonly child: ChildProcess; readonly url: string }>;
  remove(): void;
}

/** `config`: lines of the configuration file beside folder, port and TLS; `files`: what they name, by name. */
export function collectorProgram(
  config: string,
  options: {
    readonly files?: Readonly<Record<string, string>>;
    readonly env?: NodeJS.ProcessEnv;
    readonly listen?: string;
  } = {},
): CollectorProgram {
  const folder = mkdtempSync(join(tmpdir(), 'coreledger-program-'));
  const configFile = join(folder, 'coreledger.yaml');
  const { listen = '{ port: 0 }' } = options;
  writeFileSync(configFile, `dataDir: data\ntls: off\nlogLevel: silent\nlisten: ${listen}\n${config}`);
  for (const [name, text] of Object.entries(options.files ?? {})) writeFileSync(join(folder, name), text);

  function start(args: readonly string[]): ChildProcess {
    return spawn(process.execPath, [PROGRAM, ...args, '--config', configFile], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...options.env },
    });
  }

  return {
    folder,
    async run(args, started) {
      const child = start(args);
      started?.(child);
      const [out, error] = [text(child.stdout), text(child.stderr)];
      const code = await new Promise<number | null>((resolve) => child.once('exit', resolve));
      return { code, out: await out, error: await error };
    },
    serve() {
      const child = start(['serve']);
      const failed = text(child.stderr);
      let printed = '';
      return new Promise((resolve, reject) => {
        // Read to the end, however much it says: a closed pipe would end the program.
        child.stdout?.on('data', (chunk) => {
          printed += chunk;
          const url = /http:\/\/127\.0\.0\.1:\d+/.exec(printed)?.[0];
          if (url !== undefined) resolve({ child, url });
        });
        child.once('exit', async () => reject(new Error(`the collector ended: ${printed}${await failed}`)));
      });
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** SIGKILL, and the end of it. */
export async function kill(child: ChildProcess): Promise<void> {
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await ended;
}

async function text(stream: NodeJS.ReadableStream | null): Promise<string> {
  let all = '';
  for await (const chunk of stream ?? []) all += chunk;
  return all;
}
