import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';

const TICKS_PER_SECOND = 100;

/** A server in a process of its own, whose CPU time and memory the kernel tells. */
export interface ServerProcess {
  readonly url: string;
  /** User and system time so far, in seconds. */
  cpuSeconds(): number;
  /** Highest resident size so far, in MiB. */
  peakMiB(): number;
  stop(signal?: NodeJS.Signals): Promise<void>;
}

/** The collector, started as `npm run coreledger` does. */
export function startCollector(
  args: readonly string[],
  nodeOptions: readonly string[] = [],
): Promise<ServerProcess> {
  const root = new URL('../../../', import.meta.url);
  const { scripts } = JSON.parse(readFileSync(new URL('package.json', root), 'utf8'));
  const words: string[] = scripts.coreledger.split(' ');
  const node = words.indexOf('node');
  const env = Object.fromEntries(words.slice(0, node).map((word) => word.split('=')));
  const options = words.slice(node + 1, -1);
  const entry = new URL(words.at(-1) ?? '', root).pathname;
  return startServer([...options, ...nodeOptions, entry, ...args], env);
}

export async function startServer(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<ServerProcess> {
  const child = spawn(process.execPath, args, {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ...env },
  });
  const url = await addressOf(child);
  child.stdout?.resume();
  const read = (file: string) => readFileSync(`/proc/${child.pid}/${file}`, 'utf8');
  return {
    url,
    cpuSeconds() {
      const fields = read('stat').split(') ')[1]?.split(' ') ?? [];
      return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
    },
    peakMiB: () => Number(/VmHWM:\s+(\d+)/.exec(read('status'))?.[1]) / 1024,
    async stop(signal = 'SIGTERM') {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill(signal);
      await ended;
    },
  };
}

function addressOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let printed = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      printed += chunk.toString();
      const url = /https?:\/\/127\.0\.0\.1:\d+/.exec(printed)?.[0];
      if (url !== undefined) resolve(url);
    });
    child.once('exit', (code) => reject(new Error(`the server ended with ${code}: ${printed}`)));
  });
}
