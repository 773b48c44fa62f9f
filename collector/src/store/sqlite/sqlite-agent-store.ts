import type {
  AgentDecision,
  AgentRecord,
  AgentStore,
  EnrollmentOutcome,
  NewAgent,
  Signer,
} from '../../ports/agent-store.ts';
import type { AuditEntry } from '../../ports/audit-log.ts';
import type { ChainDoubt, MergedHosts } from '../../reconciliation/find-agent-doubts.ts';
import type { RecordEntry } from './audit-entries.ts';
import type { HostDecisions } from './host-decisions.ts';
import type { IdentifierTable } from './identifier-table.ts';
import type { SqliteDatabase } from './open-database.ts';
import type { WriteQueue } from './write-queue.ts';

interface AgentRow {
  readonly agent_no: number;
  readonly agent_id: string;
  readonly host_id: string;
  readonly kid: string;
  readonly public_key: string;
  readonly status: AgentRecord['status'];
  readonly host_name: string;
  readonly version: string;
  readonly enrolled_at: number;
  readonly last_seen_at: number | null;
  readonly last_sequence: number | null;
  readonly last_digest: string | null;
  readonly last_content_digest: string | null;
  readonly claims_host_id: string | null;
  readonly claim_matched: string | null;
  readonly claim_others: string | null;
}

const SELECT = `SELECT agent_no, agent_id, host.host_id, kid, public_key, status, host_name, version, enrolled_at,
  agent.last_seen_at, last_sequence, last_digest, last_content_digest, claimed.host_id AS claims_host_id, claim_matched, claim_others
  FROM agent JOIN host USING (host_no) LEFT JOIN host AS claimed ON claimed.host_no = claims_host_no`;

export function sqliteAgentStore(
  database: SqliteDatabase,
  queue: WriteQueue,
  tables: {
    readonly identifiers: IdentifierTable;
    readonly hosts: HostDecisions;
    readonly record: RecordEntry;
  },
): AgentStore {
  const { identifiers, hosts, record } = tables;
  const byKid = database.prepare<[string], AgentRow>(`${SELECT} WHERE kid = ?`);
  const signer = database.prepare<[string], Signer>(
    'SELECT agent_id AS agentId, public_key AS publicKey, status FROM agent WHERE kid = ?',
  );
  const byId = database.prepare<[string], AgentRow>(`${SELECT} WHERE agent_id = ?`);
  const page = database.prepare<[number, string | null, string | null, number], AgentRow>(
    `${SELECT} WHERE agent_no > ? AND (? IS NULL OR status = ?) ORDER BY agent_no LIMIT ?`,
  );
  const hostNo = database.prepare<[string], { host_no: number }>(
    'SELECT host_no FROM host WHERE host_id = ?',
  );
  const addHost = database.prepare(
    'INSERT INTO host (host_id, name, first_seen_at, last_seen_at) VALUES (?, ?, ?, ?)',
  );
  const addAgent = database.prepare(
    `INSERT INTO agent (agent_id, host_no, kid, public_key, status, host_name, version, token_id, enrolled_at,
       claims_host_no, claim_matched, claim_others)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const takeUse = database.prepare(
    'UPDATE join_token SET uses = uses + 1 WHERE token_id = ? AND uses < max_uses',
  );
  const chainSince = database.prepare<[number], ChainDoubt>(
    `SELECT agent_id AS agentId, host.host_id AS hostId, host.name AS hostName, kind, count(*) AS times, max(at) AS lastAt,
       CASE kind WHEN 'gap' THEN sum(amount) ELSE max(amount) END AS amount
     FROM chain_event JOIN agent USING (agent_no) JOIN host USING (host_no)
     WHERE at >= ? AND status <> 'revoked' GROUP BY agent_no, kind ORDER BY agent_no, kind`,
  );
  const forkedHosts = database
    .prepare<{ at: number; from: number }, string>(
      `SELECT DISTINCT coalesce(target.host_id, host.host_id) FROM chain_event AS event
       JOIN agent USING (agent_no) JOIN host USING (host_no)
       LEFT JOIN host_absence AS absence ON absence.host_no = host.host_no
         AND absence.from_at <= @at AND (absence.until_at IS NULL OR absence.until_at > @at)
       LEFT JOIN host AS target ON target.host_no = absence.into_host_no
       WHERE event.kind = 'fork' AND event.at > @from AND event.at <= @at AND NOT EXISTS (SELECT 1 FROM audit_entry AS entry
         WHERE entry.subject = 'agent:' || agent_id AND entry.action = 'agent.revoke' AND entry.at <= @at)`,
    )
    .pluck();
  const mergedReporting = database.prepare<{ since: number }, MergedHosts>(
    `SELECT host.host_id AS hostId, host.name AS hostName, target.host_id AS intoId, target.name AS intoName,
       merge.from_at AS mergedAt, host.last_seen_at AS seenAt, max(other.last_seen_at) AS otherSeenAt
     FROM host_absence AS merge JOIN host USING (host_no) JOIN host AS target ON target.host_no = merge.into_host_no
     JOIN host AS other ON other.host_no <> merge.host_no AND other.host_no IN (SELECT merge.into_host_no UNION ALL
       SELECT host_no FROM host_absence WHERE into_host_no = merge.into_host_no AND until_at IS NULL)
     LEFT JOIN host_absence AS joined ON joined.host_no = other.host_no AND joined.until_at IS NULL
     WHERE merge.into_host_no IS NOT NULL AND merge.until_at IS NULL
       AND min(host.last_seen_at, other.last_seen_at) > max(@since, merge.from_at, coalesce(joined.from_at, 0))
     GROUP BY merge.host_no ORDER BY merge.host_no`,
  );
  const setStatus = database.prepare('UPDATE agent SET status = ? WHERE agent_id = ?');
  const keepKey = database.prepare(
    'INSERT OR IGNORE INTO agent_key_history (agent_no, kid, public_key, until) SELECT agent_no, kid, public_key, ? FROM agent WHERE agent_id = ?',
  );
  const setKey = database.prepare('UPDATE agent SET kid = ?, public_key = ? WHERE agent_id = ?');

  const keyEverUsed = database.prepare<[string, string], { one: number }>(
    'SELECT 1 AS one FROM agent WHERE kid = ? UNION ALL SELECT 1 FROM agent_key_history WHERE kid = ?',
  );

  function enroll(agent: NewAgent, entry: AuditEntry): EnrollmentOutcome {
    if (signer.get(agent.kid) !== undefined) return 'known-key';
    if (takeUse.run(agent.tokenId).changes === 0) return 'no-use-left';
    const { claim } = agent;
    const number = addHost.run(agent.hostId, agent.identity.hostName, agent.at, agent.at).lastInsertRowid;
    // So that two enrolments of one machine meet before either has reported.
    identifiers.replace(Number(number), agent.identity);
    addAgent.run(
      agent.agentId,
      number,
      agent.kid,
      agent.publicKey,
      agent.status,
      agent.identity.hostName,
      agent.version,
      agent.tokenId,
      agent.at,
      claim === null ? null : (hostNo.get(claim.hostId)?.host_no ?? null),
      claim === null ? null : JSON.stringify(claim.matched),
      claim === null ? null : JSON.stringify(claim.others),
    );
    record(entry);
    return 'enrolled';
  }

  function decide({ agentId, from, to, host, entry }: AgentDecision): string | null {
    const status = byId.get(agentId)?.status;
    if (status !== from) return `agent ${agentId} is ${status ?? 'not known'}, not ${from}`;
    const objection = host === null ? null : hosts.decide(host);
    if (objection !== null) return objection;
    setStatus.run(to, agentId);
    record(entry);
    return null;
  }

  return {
    byKid: async (kid) => toAgent(byKid.get(kid)),
    signerOf: async (kid) => signer.get(kid),
    byId: async (agentId) => toAgent(byId.get(agentId)),
    async list({ limit, after, status }) {
      const rows = page.all(
        after === undefined ? 0 : Number(after),
        status ?? null,
        status ?? null,
        limit + 1,
      );
      const items = rows.slice(0, limit);
      return {
        items: items.map((row) => toAgent(row) as AgentRecord),
        next: rows.length > limit ? String(items.at(-1)?.agent_no) : null,
      };
    },
    chainSince: async (since) => chainSince.all(since),
    forkedHosts: async (at, withinMs) => new Set(forkedHosts.all({ at, from: at - withinMs })),
    mergedReporting: async (since) => mergedReporting.all({ since }),
    enroll: (agent, entry) => queue.write(() => enroll(agent, entry)),
    decide: (decision) => queue.write(() => ({ objection: decide(decision) })),
    rotateKey: (agentId, { kid, publicKey, at }, entry) =>
      queue.write(() => {
        if (keyEverUsed.get(kid, kid) !== undefined) return false;
        keepKey.run(at, agentId);
        if (setKey.run(kid, publicKey, agentId).changes === 0) return false;
        record(entry);
        return true;
      }),
  };
}

function toAgent(row: AgentRow | undefined): AgentRecord | undefined {
  if (row === undefined) return undefined;
  return {
    agentId: row.agent_id,
    hostId: row.host_id,
    kid: row.kid,
    publicKey: row.public_key,
    status: row.status,
    hostName: row.host_name,
    version: row.version,
    enrolledAt: row.enrolled_at,
    lastSeenAt: row.last_seen_at,
    lastSequence: row.last_sequence,
    lastDigest: row.last_digest,
    lastContentDigest: row.last_content_digest,
    claim:
      row.claims_host_id === null
        ? null
        : {
            hostId: row.claims_host_id,
            matched: JSON.parse(row.claim_matched ?? '[]'),
            others: JSON.parse(row.claim_others ?? '[]'),
          },
  };
}
