import type { CollectorProgram } from '../collector/collector-program.ts';
import {
  dpkgItem,
  hostReport,
  identity,
  presentSection,
  request,
  testAgent,
} from '../collector/test-agent.ts';

/** licenses.yaml that pays for Splunk by core. */
export function splunkLicense(owned: number): string {
  return `licenses: [{ id: splunk, name: Splunk, product: splunk/enterprise, metric: core, owned: ${owned} }]\n`;
}

/** Enrols a host of 16 cores with Splunk at a served collector, and reports it. */
export async function reportSplunkHost(program: CollectorProgram, url: string): Promise<void> {
  const { out } = await program.run(['token', 'create', '--uses', '1']);
  const { secret } = JSON.parse(Buffer.from(out.trim().slice('clj1.'.length), 'base64url').toString());
  const agent = testAgent();
  const enrolment = agent.sign({ publicKey: agent.publicKey, identity: identity(), agentVersion: '0.1.0' });
  const joined = await send(url, request('/v1/agents', enrolment, { authorization: `Bearer ${secret}` }));
  Object.assign(agent, joined);
  const { sections } = hostReport({ software: presentSection([dpkgItem('splunk', '9.1')]) });
  await send(url, request('/v1/agent/reports', agent.report({ sections })));
}

async function send(
  url: string,
  { url: path, payload, ...rest }: ReturnType<typeof request>,
): Promise<object> {
  const response = await fetch(`${url}${path}`, { ...rest, body: new Uint8Array(payload) });
  const answer = (await response.json()) as { agentId?: string; hostId?: string };
  if (!response.ok) throw new Error(JSON.stringify(answer));
  return answer;
}

/** The collector looks once, as at every start, delivers, and ends in order. */
export async function lookOnce(program: CollectorProgram): Promise<void> {
  const { child } = await program.serve();
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  const code = await ended;
  if (code !== 0) throw new Error(`the collector ended with ${code}`);
}
