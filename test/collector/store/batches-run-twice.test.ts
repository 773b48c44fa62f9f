import { createHash, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SoftwareItem } from '@coreledger/shared/software.ts';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { NewAgent } from '../../../collector/src/ports/agent-store.ts';
import type { SignedReport } from '../../../collector/src/ports/report-store.ts';
import { openSqliteStores } from '../../../collector/src/store/sqlite/sqlite-stores.ts';
import { ENTRY } from '../../support/collector/audit-entry.ts';
import { dpkgItem, hostReport, identity, presentSection } from '../../support/collector/test-agent.ts';
import { expectTitleAgreement } from '../../support/collector/title-agreement.ts';
import { seeded } from '../../support/seeded.ts';

type SqliteStores = ReturnType<typeof openSqliteStores>;

const HOSTS = 620;
const BATCH = 90;
const AT = Date.parse('2026-03-01T00:00:00Z');
const CHANCE = seeded(9);

let folders: string[];
let smooth: SqliteStores;
let failing: SqliteStores;
beforeEach(() => {
  folders = ['smooth', 'failing'].map((name) => mkdtempSync(join(tmpdir(), `coreledger-${name}-`)));
  [smooth, failing] = folders.map(openSqliteStores) as [SqliteStores, SqliteStores];
});
afterEach(async () => {
  await Promise.all([smooth.close(), failing.close()]);
  for (const folder of folders) rmSync(folder, { recursive: true });
});

/** As ingest does it: one object for a row, however many reports have it. */
const known = new Map<string, SoftwareItem>();
function row(name: string): SoftwareItem {
  const item = known.get(name) ?? dpkgItem(name);
  known.set(name, item);
  return item;
}

function agentOf(no: number): NewAgent {
  const kid = `key-${no}`;
  const macs = [`02:00:00:00:${String(no % 90).padStart(2, '0')}:01`];
  return {
    agentId: randomUUID(),
    hostId: `host-${no}`,
    kid,
    publicKey: kid,
    status: 'active',
    claim: null,
    identity: identity({ hostName: `host-${no}`, serial: `serial-${no}`, macs }),
    version: '0.1.0',
    at: AT,
    tokenId: 'token',
  };
}

/** What each host has that others have, that some have, and that it alone has. */
function reportOf(
  agent: NewAgent,
  no: number,
  sequence: number,
  previous: SignedReport | null,
): SignedReport {
  const names = ['everywhere', `mod2-${no % 2}`, `mod97-${(no * sequence) % 97}`, `own-${no}`];
  if (sequence > 1) names.push('updated');
  const report = {
    ...hostReport({ software: presentSection(names.toSorted().map(row), no % 7 > 0) }),
    agentId: agent.agentId,
    sequence,
    previousDigest: previous?.digest ?? null,
    observedAt: new Date(AT + sequence).toISOString(),
    // The first says what the enrolment said, every third host's second no longer.
    identity: sequence > 1 && no % 3 === 0 ? { ...agent.identity, macs: [] } : agent.identity,
  };
  const bytes = Buffer.from(JSON.stringify(report));
  const digest = createHash('sha256').update(bytes).digest('hex');
  return { report, bytes, digest, contentDigest: digest, signature: 'a..b', receivedAt: AT + sequence };
}

/** Fails when most of it is written: its last row cannot be stored, those before it are new to the dictionary. */
function spoilt(agent: NewAgent, no: number, sequence: number): SignedReport {
  const odd = { ...dpkgItem('odd'), location: {} as string };
  const rows = [row('updated'), row(`own-${no}`), row(`own-${no + 1}`), row(`own-${no + BATCH}`), odd];
  const whole = reportOf(agent, no, sequence, null);
  const { sections } = hostReport({ software: presentSection(rows) });
  return { ...whole, report: { ...whole.report, reportId: randomUUID(), sections } };
}

function tablesOf({ database }: SqliteStores): Record<string, unknown[]> {
  const names = database
    .prepare<[], string>("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
    .pluck()
    .all()
    // The index begins a segment anew where the transaction it was part of was rolled back.
    .filter((name) => !['title_segment', 'built_segment'].includes(name));
  return Object.fromEntries(names.map((name) => [name, database.prepare(`SELECT * FROM ${name}`).all()]));
}

const TOKEN = {
  tokenId: 'token',
  secretHash: 'hash',
  description: null,
  maxUses: HOSTS,
  uses: 0,
  createdAt: AT,
  expiresAt: AT + 1,
  revokedAt: null,
  hostPattern: null,
  cidrs: [],
};

it('a batch in which a write fails leaves what the others alone would have left', async () => {
  const agents = Array.from({ length: HOSTS }, (_, no) => agentOf(no));
  for (const stores of [smooth, failing]) {
    await stores.tokens.add(TOKEN, ENTRY);
    await Promise.all(agents.map((agent) => stores.agents.enroll(agent, ENTRY)));
  }

  let previous: (SignedReport | null)[] = agents.map(() => null);
  for (const sequence of [1, 2]) {
    const reports = agents.map((agent, no) => reportOf(agent, no, sequence, previous[no] ?? null));
    for (let from = 0; from < HOSTS; from += BATCH) {
      const batch = reports.slice(from, from + BATCH);
      await Promise.all(batch.map((report) => smooth.reports.addReport(report)));
      const odd = from + Math.floor(CHANCE.between(0, batch.length));
      const refused: Promise<unknown>[] = [];
      const stored = batch.map((report, index) => {
        if (from + index === odd)
          refused.push(failing.reports.addReport(spoilt(agents[odd] as NewAgent, odd, sequence)));
        return failing.reports.addReport(report);
      });
      expect((await Promise.allSettled(refused)).map(({ status }) => status)).toEqual(['rejected']);
      for (const one of await Promise.all(stored)) expect(one.outcome).toBe('stored');
    }
    previous = reports;
  }

  expect(tablesOf(failing)).toEqual(tablesOf(smooth));
  expect(failing.database.prepare('SELECT count(*) FROM built_segment').pluck().get()).toBe(1);
  expectTitleAgreement(failing.database);
});

/** One write of every kind, and what it answers. */
function everyWrite(
  stores: SqliteStores,
  agents: readonly NewAgent[],
  report: SignedReport,
): Promise<unknown>[] {
  const [a, b, c] = agents as [NewAgent, NewAgent, NewAgent];
  const unit = { account: '111122223333', region: 'eu-central-1', kind: 'settings', part: '' } as const;
  const guest = { uuid: null, name: 'guest' };
  const placement = { guest, host: { uuid: null, name: 'esx' }, machine: null, cluster: 'c' };
  const finding = {
    kind: 'core-count-differs',
    key: 'f',
    severity: 'warning',
    hostId: a.hostId,
    license: null,
    summary: 's',
    ours: {},
    theirs: {},
  } as const;
  const condition = {
    key: 'k',
    kind: 'shortfall',
    severity: 'critical',
    license: 'l',
    state: 'raised',
    text: 't',
  } as const;
  const snapshot = {
    name: 'l',
    unit: 'cores',
    owned: 1,
    worstCase: 2,
    balance: 0,
    unmeasurable: 0,
    hosts: 1,
  };
  const key = { keyId: 'k', name: 'k', role: 'viewer', secretHash: 'h', createdAt: AT } as const;
  const { aws } = stores;
  return [
    stores.agents.enroll(a, ENTRY),
    stores.agents.enroll(a, ENTRY),
    stores.agents.enroll(b, ENTRY),
    stores.agents.enroll(c, ENTRY),
    stores.agents.rotateKey(a.agentId, { kid: 'new', publicKey: 'new', at: AT }, ENTRY),
    stores.agents.rotateKey(b.agentId, { kid: 'new', publicKey: 'new', at: AT }, ENTRY),
    stores.agents.decide({ agentId: b.agentId, from: 'active', to: 'revoked', host: null, entry: ENTRY }),
    ...(['retire', 'retire', 'unretire'] as const).map((kind) =>
      stores.hostAdmin.decide({ hostId: b.hostId, change: { kind }, at: AT, entryOf: () => ENTRY }),
    ),
    stores.placements.replace('virt-who', [placement], AT, (counts) => ({ ...ENTRY, detail: { ...counts } })),
    stores.placements.replace('virt-who', [], AT + 1, (counts) => ({ ...ENTRY, detail: { ...counts } })),
    stores.findings.track([finding], () => true, AT),
    stores.findings.acknowledge('f', { by: 'me', reason: 'r', until: null }, AT, ENTRY),
    stores.findings.track([], () => true, AT + 1),
    stores.alerts.record([condition], ['sns', 'webhook'], 'message', AT),
    stores.alerts.postponed(1, AT + 9, 'refused'),
    stores.alerts.dropOthers(['sns'], AT + 1),
    stores.snapshots.add([{ ...snapshot, license: 'l', at: AT, consumed: 3, state: 'short', hostsKnown: 1 }]),
    stores.apiKeys.add({ ...key, expiresAt: null, revokedAt: null, lastUsedAt: null }, ENTRY),
    stores.apiKeys.revoke('k', AT, ENTRY),
    stores.apiKeys.revoke('k', AT, ENTRY),
    stores.tokens.revoke('token', AT, ENTRY),
    stores.audit.add(ENTRY),
    aws.put(unit, [{ ssm: 'on' } as never], AT),
    aws.complete(unit, AT),
    aws.fail(unit, AT + 1, 'throttled'),
    aws.forget(unit, AT + 2, (facts) => ({ ...ENTRY, detail: { facts } })),
    aws.startRun({ runId: 'run', actor: 'test', startedAt: AT }),
    stores.reports.addReport(report),
    stores.reports.addReport(report),
  ];
}

it('whatever is written beside one that fails is written once, and answers the same', async () => {
  const agents = [1, 2, 3].map(agentOf);
  const report = reportOf(agents[2] as NewAgent, 3, 1, null);
  const spoiltBy = (stores: SqliteStores) => [
    stores.queue.write(() => {
      throw new Error('no');
    }),
  ];
  const answers = [];
  for (const stores of [smooth, failing]) {
    await stores.tokens.add(TOKEN, ENTRY);
    const before = stores === failing ? spoiltBy(stores) : [];
    const all = everyWrite(stores, agents, report);
    const after = stores === failing ? spoiltBy(stores) : [];
    expect(
      (await Promise.allSettled([...before, ...after])).every(({ status }) => status === 'rejected'),
    ).toBe(true);
    answers.push(await Promise.all(all));
  }
  expect(answers[1]).toEqual(answers[0]);
  expect(tablesOf(failing)).toEqual(tablesOf(smooth));
});
