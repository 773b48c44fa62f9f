import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Program } from '../../../agent/src/cli/program.ts';
import { runProgram } from '../../../agent/src/cli/run-program.ts';

export interface AgentRun {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

export interface AgentUnderTest {
  readonly state: string;
  /** Runs one verb in this process, on the host tree it was given. */
  (...args: readonly string[]): Promise<AgentRun>;
  /** What the clock shows; a test sets it. */
  clock: { now: number };
}

/** A folder that is gone when the test ends. */
export function temporaryFolder(name: string): string {
  const folder = mkdtempSync(join(tmpdir(), `coreledger-${name}-`));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** The agent's program on a state folder of its own and a host tree; its waits take no time. */
export function agentUnderTest(options: {
  readonly root: string;
  readonly env?: Record<string, string>;
  readonly stop?: AbortSignal;
}): AgentUnderTest {
  const state = join(temporaryFolder('agent'), 'state');
  const clock = { now: Date.parse('2026-03-01T00:00:00Z') };
  const agent = async (...args: readonly string[]) => {
    let out = '';
    let err = '';
    const program: Program = {
      args: [...args, ...optionsOf(args[0] ?? '', state, options.root)],
      env: { CORELEDGER_AGENT_TIMEOUT_SECONDS: '5', ...options.env },
      platform: 'linux',
      architecture: 'x64',
      privileged: true,
      out: (text) => {
        out += text;
      },
      err: (text) => {
        err += text;
      },
      readInput: async () => '',
      now: () => clock.now,
      random: () => 0,
      stop: options.stop ?? new AbortController().signal,
    };
    return { code: await runProgram(program), out, err };
  };
  return Object.assign(agent, { state, clock });
}

function optionsOf(verb: string, state: string, root: string): string[] {
  const withState = ['enroll', 'run', 'status', 'rotate-key', 'unenroll'].includes(verb);
  const withRoot = ['enroll', 'run'].includes(verb);
  return [...(withState ? ['--state', state] : []), ...(withRoot ? ['--root', root] : [])];
}
