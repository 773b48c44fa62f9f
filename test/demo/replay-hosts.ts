import { join } from 'node:path';
import { runProgram } from '../../agent/src/cli/run-program.ts';
import { DEMO_HOSTS } from './hosts/demo-hosts.ts';
import type { Environment } from './program.ts';
import { writeHostRoot } from './roots/write-host-root.ts';

/** Enrols and reports every described machine by the agent's own verbs, each reading a root of its own. Gives their names. */
export async function replayHosts(
  folder: string,
  token: string,
  env: Environment,
): Promise<readonly string[]> {
  for (const host of DEMO_HOSTS) {
    const { root, commands } = await writeHostRoot(host, join(folder, 'roots'));
    const options = ['--state', join(folder, 'agents', host.name), '--root', root, '--commands', commands];
    await agent(['enroll', token, ...options], env);
    await agent(['run', ...options], env);
  }
  return DEMO_HOSTS.map((host) => host.name);
}

async function agent(args: readonly string[], env: Environment): Promise<void> {
  let said = '';
  const code = await runProgram({
    args,
    env,
    platform: 'linux',
    architecture: 'x64',
    privileged: true,
    out: () => undefined,
    err: (text) => {
      said += text;
    },
    readInput: async () => '',
    now: Date.now,
    random: Math.random,
    stop: new AbortController().signal,
  });
  if (code !== 0) throw new Error(`coreledger-agent ${args[0]} ended with ${code}: ${said}`);
}
