import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openSqliteStores } from '../../../collector/src/store/sqlite/sqlite-stores.ts';
import { type CollectorProgram, collectorProgram, kill } from '../../support/collector/collector-program.ts';
import { identity, request, type TestAgent, testAgent } from '../../support/collector/test-agent.ts';

const AGENTS = 8;
const KILLS = 3;

let program: CollectorProgram;
beforeAll(() => {
  program = collectorProgram('');
});
afterAll(() => program.remove());

async function post(url: string, sent: ReturnType<typeof request>): Promise<Response> {
  const { payload, ...rest } = sent;
  return fetch(`${url}${sent.url}`, { ...rest, body: new Uint8Array(payload) });
}

async function enrol(url: string, secret: string): Promise<TestAgent> {
  const agent = testAgent();
  const body = agent.sign({ publicKey: agent.publicKey, identity: identity(), agentVersion: '0.1.0' });
  const response = await post(url, request('/v1/agents', body, { authorization: `Bearer ${secret}` }));
  const { agentId, hostId } = (await response.json()) as { agentId: string; hostId: string };
  return Object.assign(agent, { agentId, hostId });
}

it('a report that was acknowledged is there after the collector was killed, whenever that was', async () => {
  const { out } = await program.run(['token', 'create', '--uses', String(AGENTS)]);
  const { secret } = JSON.parse(Buffer.from(out.trim().slice(5), 'base64url').toString());
  const acknowledged = new Map<string, string>();
  let agents: TestAgent[] = [];
  let repeated: ReturnType<typeof request>[] = [];

  for (let round = 1; round <= KILLS; round++) {
    const { child, url } = await program.serve();
    if (round === 1) agents = await Promise.all(Array.from({ length: AGENTS }, () => enrol(url, secret)));
    // What got no answer before the kill is sent again first, as an agent's spool does.
    for (const sent of repeated) await acknowledge(await post(url, sent));
    repeated = [];
    const enough = acknowledged.size + 25 * round;
    const senders = agents.map(async (agent) => {
      for (;;) {
        const sent = request('/v1/agent/reports', agent.report());
        try {
          await acknowledge(await post(url, sent));
        } catch {
          repeated.push(sent);
          return;
        }
      }
    });
    while (acknowledged.size < enough) await new Promise((resolve) => setTimeout(resolve, 5));
    await kill(child);
    await Promise.all(senders);
  }

  const stores = openSqliteStores(join(program.folder, 'data'));
  for (const [reportId, digest] of acknowledged) {
    const bytes = (await stores.reports.bytesOf(reportId)) ?? new Uint8Array();
    expect(`${reportId} ${await sha256(bytes)}`).toBe(`${reportId} ${digest}`);
  }
  expect((await stores.maintenance.inspect()).damage).toEqual([]);
  expect(stores.database.prepare('SELECT count(*) AS n FROM chain_event').get()).toEqual({ n: 0 });
  await stores.close();

  async function acknowledge(response: Response): Promise<void> {
    const body = (await response.json()) as { reportId: string; digest: string };
    if (response.status !== 202) throw new Error(`answered ${response.status}: ${JSON.stringify(body)}`);
    acknowledged.set(body.reportId, body.digest);
  }
});

async function sha256(bytes: Uint8Array): Promise<string> {
  return Buffer.from(await crypto.subtle.digest('SHA-256', new Uint8Array(bytes))).toString('hex');
}
