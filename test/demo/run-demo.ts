import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { startAwsDouble } from '../support/aws-double/start-aws-double.ts';
import { writeDemoConfig } from './demo-config.ts';
import { freePort } from './free-port.ts';
import { AGENT, COLLECTOR, type Environment, outputOf, type Served, serve } from './program.ts';
import { replayHosts } from './replay-hosts.ts';

const FLEET = new URL('aws-fleet.yaml', import.meta.url);
const SHOWN_LICENSE = 'Oracle Database Enterprise';

export interface DemoOptions {
  readonly node: string;
  readonly env: Environment;
  readonly say: (text: string) => void;
  /** Resolves when somebody wants the demo to end. */
  readonly interrupted: Promise<unknown>;
  /** Print and end. */
  readonly once: boolean;
}

/** The whole main job on real input: collector, AWS double, this machine by the real agent, further machines, sync, position. */
export async function runDemo(options: DemoOptions): Promise<void> {
  const { node, say, once } = options;
  const folder = await mkdtemp(join(tmpdir(), 'coreledger-demo-'));
  const double = await startAwsDouble({ fleet: await readFile(FLEET, 'utf8') });
  let served: Served | undefined;
  try {
    const port = await freePort();
    const url = `https://localhost:${port}`;
    const { config, credentials } = await writeDemoConfig(folder, port, double.url);
    const env = {
      ...options.env,
      AWS_SHARED_CREDENTIALS_FILE: credentials,
      AWS_EC2_METADATA_DISABLED: 'true',
    };
    const coreledger = (...args: string[]): Promise<string> =>
      outputOf(node, COLLECTOR, [...args, '--config', config], env);
    const show = async (...args: string[]): Promise<void> => {
      say(`\n$ coreledger ${args.map((arg) => (arg.includes(' ') ? `"${arg}"` : arg)).join(' ')}`);
      say(await coreledger(...args));
    };

    say(
      'Coreledger demo. Everything below is computed now, from this machine and from eleven described ones.\n',
    );
    served = await serve(node, config, env);
    say(`collector   ${url}, with a CA of its own, SQLite in ${join(folder, 'data')}`);
    say(`AWS double  ${double.url}, two accounts with Systems Manager and License Manager`);

    const token = await coreledger('token', 'create', '--uses', '50', '--expires', '1h');
    say(`\n$ coreledger-agent enroll ${token.slice(0, 24)}…    (on this machine)`);
    const state = ['--state', join(folder, 'agents', 'this-machine')];
    say(await outputOf(node, AGENT, ['enroll', token, ...state], env));
    say('\n$ coreledger-agent run');
    say(await outputOf(node, AGENT, ['run', ...state], env));

    const names = await replayHosts(folder, token, env);
    say(
      `\nThe same agent reported ${names.length} further machines from their root directories (test/demo/hosts):`,
    );
    say(`  ${names.join(', ')}`);

    await show('sync');
    await show('report', 'host', hostname());
    await show('report', 'consumption');
    await show('report', 'consumption', SHOWN_LICENSE);
    await show('report', 'reconciliation');
    const key = await coreledger('key', 'create', '--name', 'demo', '--role', 'viewer');
    if (once) return;
    say(`
Go on from here (Ctrl-C ends the demo and removes its folder):
  ${url}/         the dashboard
  ${url}/docs     every route, to try out
  viewer API key: ${key}
  curl -s --cacert ${join(folder, 'data', 'tls', 'ca.pem')} -H "Authorization: Bearer ${key}" \\
    ${url}/v1/reports/consumption`);
    await options.interrupted;
    say('\nending: collector, AWS double, folder');
  } finally {
    await served?.stop();
    await double.close();
    await rm(folder, { recursive: true, force: true });
  }
}
