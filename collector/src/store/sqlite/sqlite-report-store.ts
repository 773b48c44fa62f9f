import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type {
  Acceptance,
  ReportStore,
  RetainedReport,
  SignedNotice,
  SignedReport,
} from '../../ports/report-store.ts';
import type { ContentTable } from './content-table.ts';
import type { IdentifierTable } from './identifier-table.ts';
import { type ChainState, messageChain } from './message-chain.ts';
import type { SqliteDatabase } from './open-database.ts';
import { type ReportRow, reportRebuilder } from './rebuild-report.ts';
import { sectionWriter } from './report-writer.ts';
import { isOrderedSet } from './software-order.ts';
import type { TitleTable } from './title-table.ts';
import type { WriteQueue } from './write-queue.ts';

const SELECT = `SELECT report_no, report_id, agent.agent_id, host.host_id, report.host_no, sequence, digest, previous_digest, signature,
  report.kid, schema, observed_at, observed_text, received_at, raw
  FROM report JOIN agent USING (agent_no) JOIN host ON host.host_no = report.host_no`;

export function sqliteReportStore(
  database: SqliteDatabase,
  queue: WriteQueue,
  contents: ContentTable,
  titles: TitleTable,
  identifiers: IdentifierTable,
): ReportStore {
  const chain = messageChain(database);
  const writeSections = sectionWriter(database, contents, titles, identifiers);
  const rebuild = reportRebuilder(database, contents, titles);
  const reportKnown = database.prepare<[string], { one: number }>(
    'SELECT 1 AS one FROM report WHERE report_id = ?',
  );
  const addReport = database.prepare(
    `INSERT INTO report (report_id, agent_no, host_no, sequence, digest, previous_digest, signature, kid, schema, observed_at, observed_text, received_at, raw)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  // One statement a message moves the chain on and keeps what was said: notices are the bulk of what a fleet sends.
  const moveOn = 'last_sequence = ?, last_digest = ?, last_seen_at = max(coalesce(last_seen_at, 0), ?)';
  const agentReported = database.prepare(
    `UPDATE agent SET ${moveOn}, last_content_digest = ?, host_name = ?, version = ?, last_notice = NULL WHERE agent_no = ?`,
  );
  const agentUnchanged = database.prepare(`UPDATE agent SET ${moveOn}, last_notice = ? WHERE agent_no = ?`);
  const agentUnheard = database.prepare(`UPDATE agent SET ${moveOn} WHERE agent_no = ?`);
  const hostSeen = database.prepare(
    'UPDATE host SET last_seen_at = max(last_seen_at, ?), first_seen_at = min(first_seen_at, ?) WHERE host_no = ?',
  );
  /** Retired, and yet it speaks, or one merged into it does: what is installed there is installed. Merges stay, they say who counts. */
  const endRetirement = database.prepare<{ hostNo: number; receivedAt: number; validFrom: number }>(
    `UPDATE host_absence SET until_at = @receivedAt
     WHERE host_no IN (SELECT @hostNo UNION ALL SELECT into_host_no FROM host_absence WHERE host_no = @hostNo AND until_at IS NULL)
       AND until_at IS NULL AND into_host_no IS NULL AND from_at < @validFrom`,
  );
  const page = database.prepare<[string, number, number], ReportRow>(
    `${SELECT} WHERE host.host_id = ? AND report_no < ? AND report_no >= kept_from_report_no ORDER BY report_no DESC LIMIT ?`,
  );
  const byId = database.prepare<[string], ReportRow & { raw: Buffer | null }>(
    `${SELECT} WHERE report_id = ? AND report_no >= kept_from_report_no`,
  );

  function storeReport(signed: SignedReport): Acceptance {
    const { report, digest } = signed;
    const before = chain.stateOf(report.agentId);
    if (before === undefined) throw new Error(`agent ${report.agentId} is not enrolled`);
    const link = linkOf(report, signed);
    if (link.sequence > (before.last_sequence ?? 0) && reportKnown.get(report.reportId) !== undefined) {
      return { outcome: 'replayed', lastSequence: before.last_sequence ?? 0 };
    }
    const acceptance = chain.judge(before, link);
    if (acceptance.outcome !== 'stored') return acceptance;
    const validFrom = Math.min(link.observedAt, signed.receivedAt);
    const reportNo = Number(
      addReport.run(
        report.reportId,
        before.agent_no,
        before.host_no,
        report.sequence,
        Buffer.from(digest, 'hex'),
        report.previousDigest === null ? null : Buffer.from(report.previousDigest, 'hex'),
        signed.signature,
        before.kid,
        report.schema,
        link.observedAt,
        report.observedAt,
        signed.receivedAt,
        canBeRebuilt(signed) ? null : deflateRawSync(signed.bytes),
      ).lastInsertRowid,
    );
    writeSections(before.host_no, reportNo, validFrom, signed);
    agentReported.run(
      link.sequence,
      digest,
      signed.receivedAt,
      signed.contentDigest,
      report.identity.hostName,
      report.agent.version,
      before.agent_no,
    );
    seen(before, signed.receivedAt, validFrom);
    return acceptance;
  }

  function storeNotice(signed: SignedNotice): Acceptance {
    const { notice } = signed;
    const before = chain.stateOf(notice.agentId);
    if (before === undefined) throw new Error(`agent ${notice.agentId} is not enrolled`);
    const link = linkOf(notice, signed);
    const acceptance = chain.judge(before, link);
    if (acceptance.outcome === 'replayed') return acceptance;
    const told = [link.sequence, link.digest, signed.receivedAt];
    // Also for a duplicate: the first answer, which asked for the full report, may have been lost.
    if (before.last_content_digest !== notice.contentDigest) {
      if (acceptance.outcome === 'stored') agentUnheard.run(...told, before.agent_no);
      return { outcome: 'content-unknown' };
    }
    if (acceptance.outcome === 'duplicate') return acceptance;
    agentUnchanged.run(...told, JSON.stringify({ notice, signature: signed.signature }), before.agent_no);
    seen(before, signed.receivedAt, Math.min(link.observedAt, signed.receivedAt));
    return acceptance;
  }

  function seen(of: ChainState, receivedAt: number, validFrom: number): void {
    hostSeen.run(receivedAt, validFrom, of.host_no);
    if (of.absent === 1) endRetirement.run({ hostNo: of.host_no, receivedAt, validFrom });
  }

  return {
    addReport: (signed) => queue.write(() => storeReport(signed)),
    addNotice: (signed) => queue.write(() => storeNotice(signed)),
    async list(hostId, { limit, after }) {
      const rows = page.all(hostId, after === undefined ? Number.MAX_SAFE_INTEGER : Number(after), limit + 1);
      const items = rows.slice(0, limit);
      return {
        items: items.map(toRetained),
        next: rows.length > limit ? String(items.at(-1)?.report_no) : null,
      };
    },
    async bytesOf(reportId) {
      const row = byId.get(reportId);
      if (row === undefined) return undefined;
      return row.raw === null ? Buffer.from(rebuild(row)) : inflateRawSync(row.raw);
    },
  };
}

/** The text is rebuilt from its parts only where that gives the signed bytes; anything unusual is kept as it came. */
function canBeRebuilt({ report }: SignedReport): boolean {
  const { software } = report.sections;
  return software.status !== 'present' || isOrderedSet(software.value);
}

function linkOf(
  message: { sequence: number; previousDigest: string | null; observedAt: string },
  signed: { digest: string; receivedAt: number },
) {
  return {
    sequence: message.sequence,
    previousDigest: message.previousDigest,
    digest: signed.digest,
    observedAt: Date.parse(message.observedAt),
    receivedAt: signed.receivedAt,
  };
}

function toRetained(row: ReportRow): RetainedReport {
  return {
    reportId: row.report_id,
    agentId: row.agent_id,
    hostId: row.host_id,
    sequence: row.sequence,
    digest: row.digest.toString('hex'),
    previousDigest: row.previous_digest?.toString('hex') ?? null,
    signature: row.signature,
    kid: row.kid,
    observedAt: row.observed_at,
    receivedAt: row.received_at,
  };
}
