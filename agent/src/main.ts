#!/usr/bin/env node
import { runProgram } from './cli/run-program.ts';

/** The only file that touches `process`: arguments and environment in, exit code out. */
const stop = new AbortController();
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => stop.abort());
// `scan | head` closes the pipe early: that is no error of ours.
process.stdout.on('error', () => undefined);

runProgram({
  args: process.argv.slice(2),
  env: process.env,
  platform: process.platform,
  architecture: process.arch,
  privileged: process.getuid === undefined ? null : process.getuid() === 0,
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
  readInput: async () => {
    process.stdin.setEncoding('utf8');
    let text = '';
    for await (const chunk of process.stdin) text += chunk;
    return text;
  },
  now: Date.now,
  random: Math.random,
  stop: stop.signal,
}).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    process.stderr.write(
      `coreledger-agent: unexpected fault: ${error instanceof Error ? error.stack : error}\n`,
    );
    process.exitCode = 1;
  },
);
