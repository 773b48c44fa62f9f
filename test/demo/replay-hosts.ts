import { join } from 'node:path';
import { DEMO_HOSTS } from './hosts/demo-hosts.ts';
import { AGENT, type Environment, outputOf } from './program.ts';
import { writeHostRoot } from './roots/write-host-root.ts';

const AT_ONCE = 3;

/** Enrols and reports every described machine by the agent itself, which reads a root of its own. Gives their names. */
export async function replayHosts(
  node: string,
  folder: string,
  token: string,
  env: Environment,
): Promise<readonly string[]> {
  const waiting = [...DEMO_HOSTS];
  const replayNext = async (): Promise<void> => {
    for (let host = waiting.shift(); host !== undefined; host = waiting.shift()) {
      const { root, commands } = await writeHostRoot(host, join(folder, 'roots'));
      const state = join(folder, 'agents', host.name);
      const options = ['--state', state, '--root', root, '--commands', commands];
      await outputOf(node, AGENT, ['enroll', token, ...options], env);
      await outputOf(node, AGENT, ['run', ...options], env);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, replayNext));
  return DEMO_HOSTS.map((host) => host.name);
}
