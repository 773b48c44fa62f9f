import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export const COLLECTOR = fileURLToPath(new URL('../../collector/src/main.ts', import.meta.url));
export const AGENT = fileURLToPath(new URL('../../agent/src/main.ts', import.meta.url));

export type Environment = Readonly<Record<string, string | undefined>>;

export interface Outcome {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs one of our programs to its end, as a user's shell would. */
export function runProgram(
  node: string,
  main: string,
  args: readonly string[],
  env: Environment,
): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const child = spawn(node, [main, ...args], { env: { ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
    let [out, err] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      out += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      err += text;
    });
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, out, err }));
  });
}

/** Its standard output. Throws with what it said where it did not end with 0. */
export async function outputOf(
  node: string,
  main: string,
  args: readonly string[],
  env: Environment,
): Promise<string> {
  const { code, out, err } = await runProgram(node, main, args, env);
  if (code !== 0) throw new Error(`${args.join(' ')} ended with ${code}: ${err || out}`);
  return out.trimEnd();
}

export interface Served {
  readonly child: ChildProcess;
  /** Asks it to end and waits until it has. */
  stop(): Promise<void>;
}

/** Starts `coreledger serve` and waits until it listens. Throws with its log where it ends before. */
export function serve(node: string, config: string, env: Environment): Promise<Served> {
  return new Promise((resolve, reject) => {
    const child = spawn(node, [COLLECTOR, 'serve', '--config', config], {
      env: { ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let said = '';
    const ended = new Promise<void>((done) => child.once('close', () => done()));
    const hear = (text: string): void => {
      said += text;
      if (!said.includes('listens on')) return;
      resolve({
        child,
        async stop() {
          child.kill('SIGTERM');
          await ended;
        },
      });
    };
    child.stdout.setEncoding('utf8').on('data', hear);
    child.stderr.setEncoding('utf8').on('data', hear);
    child.once('error', reject);
    void ended.then(() => reject(new Error(`the collector ended before it listened:\n${said}`)));
  });
}
