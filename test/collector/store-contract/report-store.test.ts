import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SignedReport } from '../../../collector/src/ports/report-store.ts';
import type { Stores } from '../../../collector/src/ports/stores.ts';
import { openSqliteStores } from '../../../collector/src/store/sqlite/sqlite-stores.ts';
import { ENTRY } from '../../support/collector/audit-entry.ts';
import {
  dpkgItem,
  hostReport,
  identity,
  presentSection,
  type TestAgent,
  testAgent,
  type WireMessage,
} from '../../support/collector/test-agent.ts';

/** Every store that Coreledger can run on; each passes the same suite. */
const implementations: readonly [string, (folder: string) => Stores][] = [['sqlite', openSqliteStores]];
const TOKEN = {
  tokenId: 't1',
  secretHash: 'hash',
  description: null,
  maxUses: 3,
  uses: 0,
  createdAt: 0,
  expiresAt: 1_000,
  revokedAt: null,
  hostPattern: null,
  cidrs: ['10.0.0.0/8'],
};
const START = Date.parse('2026-03-01T00:00:00Z');

describe.each(implementations)('reports, agents and the fleet in %s', (_name, open) => {
  let folder: string;
  let stores: Stores;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'coreledger-store-'));
    stores = open(folder);
    await stores.tokens.add(TOKEN, ENTRY);
  });
  afterEach(async () => {
    await stores.close();
    rmSync(folder, { recursive: true });
  });

  async function enrolled(hostId: string): Promise<TestAgent> {
    const agent = Object.assign(testAgent(), { agentId: crypto.randomUUID(), hostId });
    const outcome = await stores.agents.enroll(
      {
        agentId: agent.agentId,
        hostId,
        kid: agent.kid,
        publicKey: agent.publicKey.x,
        status: 'active',
        claim: null,
        identity: identity({ hostName: hostId }),
        version: '0.1.0',
        at: START,
        tokenId: TOKEN.tokenId,
      },
      ENTRY,
    );
    if (outcome !== 'enrolled') throw new Error(outcome);
    return agent;
  }

  /** A report observed and received `hour` hours after the start. */
  function signed(agent: TestAgent, hour: number, titles: readonly string[]): SignedReport & WireMessage {
    const at = START + hour * 3_600_000;
    const { sections } = hostReport({ software: presentSection(titles.map((title) => dpkgItem(title))) });
    const message = agent.report({ sections, observedAt: new Date(at).toISOString() });
    const report = JSON.parse(message.bytes.toString()) as SignedReport['report'];
    return { ...message, report, contentDigest: `content-${titles.join()}`, receivedAt: at };
  }

  async function titlesAt(hostId: string, hour: number, knownHour?: number): Promise<string[]> {
    const at = START + hour * 3_600_000;
    const knownAt = knownHour === undefined ? undefined : START + knownHour * 3_600_000;
    const host = await stores.fleet.hostAt(hostId, { at, knownAt });
    if (host?.software === undefined) return [];
    const numbers = new Set(await stores.fleet.titlesOfSet(host.software.setNo));
    return (await stores.fleet.titles())
      .filter(({ titleNo }) => numbers.has(titleNo))
      .map(({ item }) => item.name)
      .sort();
  }

  it('keep the signed bytes of every report, not of the newest alone', async () => {
    const agent = await enrolled('h1');
    const sent = [signed(agent, 1, ['a', 'b']), signed(agent, 2, ['a']), signed(agent, 3, ['a', 'b', 'c'])];
    for (const report of sent)
      expect(await stores.reports.addReport(report)).toMatchObject({ outcome: 'stored' });
    for (const { bytes, report } of sent) {
      expect(Buffer.from((await stores.reports.bytesOf(report.reportId)) ?? []).equals(bytes)).toBe(true);
    }
  });

  it('keep rows that are out of order, or twice, as they were signed', async () => {
    const agent = await enrolled('h1');
    const odd = signed(agent, 1, ['b', 'a', 'a']);
    await stores.reports.addReport(odd);
    expect(Buffer.from((await stores.reports.bytesOf(odd.report.reportId)) ?? []).equals(odd.bytes)).toBe(
      true,
    );
    expect(await titlesAt('h1', 1)).toEqual(['a', 'b']);
  });

  it('answer as of any instant, and as known at any instant', async () => {
    const agent = await enrolled('h1');
    await stores.reports.addReport(signed(agent, 1, ['a']));
    await stores.reports.addReport({ ...signed(agent, 2, ['a', 'b']), receivedAt: START + 10 * 3_600_000 });
    expect(await titlesAt('h1', 1)).toEqual(['a']);
    expect(await titlesAt('h1', 2)).toEqual(['a', 'b']);
    expect(await titlesAt('h1', 2, 9)).toEqual(['a']);
    expect(await titlesAt('h1', 0)).toEqual([]);
  });

  it('take a message once, and refuse another in its place', async () => {
    const agent = await enrolled('h1');
    const first = signed(agent, 1, ['a']);
    await stores.reports.addReport(first);
    expect(await stores.reports.addReport(first)).toEqual({ outcome: 'duplicate' });
    const other = {
      ...signed(agent, 2, ['b']),
      report: { ...first.report, reportId: crypto.randomUUID() },
      digest: '0'.repeat(64),
    };
    expect(await stores.reports.addReport(other)).toEqual({ outcome: 'replayed', lastSequence: 1 });
    expect(await titlesAt('h1', 5)).toEqual(['a']);
  });

  it('record a gap, and ask again for content whose refusal was lost', async () => {
    const agent = await enrolled('h1');
    await stores.reports.addReport(signed(agent, 1, ['a']));
    signed(agent, 2, ['lost']);
    expect(await stores.reports.addReport(signed(agent, 3, ['a']))).toMatchObject({
      outcome: 'stored',
      gap: 1,
    });
    const notice = agent.notice('f'.repeat(64));
    const announced = {
      notice: JSON.parse(notice.bytes.toString()),
      digest: notice.digest,
      signature: notice.signature,
      receivedAt: START,
    };
    for (const _try of [1, 2])
      expect(await stores.reports.addNotice(announced)).toEqual({ outcome: 'content-unknown' });
  });

  it('find the hosts that have a title now, whatever the text', async () => {
    const [one, two] = [await enrolled('h1'), await enrolled('h2')];
    await stores.reports.addReport(signed(one, 1, ['100%_sure', 'a']));
    await stores.reports.addReport(signed(two, 1, ['a']));
    await stores.reports.addReport(signed(one, 2, ['100%_sure']));
    const [a] = await stores.fleet.findTitles('a', 10);
    const titleNo = a?.titleNo ?? 0;
    const known = { titleNo, total: 1, hosts: [{ hostId: 'h2', name: 'h2' }] };
    expect(await stores.fleet.hostsWithTitles([titleNo], 10)).toEqual([known]);
    expect(await stores.fleet.hostsWithTitles([titleNo], 0)).toEqual([{ ...known, hosts: [] }]);
    expect((await stores.fleet.findTitles('%_s', 10)).map(({ item }) => item.name)).toEqual(['100%_sure']);
  });

  it('page through reports and agents without losing or repeating one', async () => {
    const agents = [await enrolled('h1'), await enrolled('h2'), await enrolled('h3')];
    const seen: string[] = [];
    for (let after: string | undefined, more = true; more; ) {
      const { items, next } = await stores.agents.list({ limit: 2, after });
      seen.push(...items.map(({ agentId }) => agentId));
      after = next ?? undefined;
      more = next !== null;
    }
    expect(seen).toEqual(agents.map(({ agentId }) => agentId));
  });

  it('spend a token no further than its uses, whoever comes at once', async () => {
    const tries = await Promise.allSettled(['h1', 'h2', 'h3', 'h4', 'h5'].map(enrolled));
    expect(tries.filter(({ status }) => status === 'fulfilled').length).toBe(3);
    expect((await stores.tokens.list())[0]).toMatchObject({ uses: 3, cidrs: ['10.0.0.0/8'] });
    expect((await stores.agents.list({ limit: 10 })).items.length).toBe(3);
  });

  it('keep the audit log as it is', async () => {
    const entry = { at: 1, actor: 'cli', action: 'x', subject: 'y', reason: null, detail: { n: 1 } };
    await stores.audit.add(entry);
    await stores.audit.add({ ...entry, subject: 'z' });
    expect((await stores.audit.list({ limit: 10, subject: 'y' })).items).toMatchObject([entry]);
  });
});
