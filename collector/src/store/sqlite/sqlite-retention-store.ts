import type { RetentionStore } from '../../ports/retention-store.ts';
import type { SqliteDatabase } from './open-database.ts';
import { contentSweep } from './sweep-contents.ts';
import { unchecked } from './unchecked.ts';

/** Ended before the horizon, by the primary key, so that a batch is a batch. The highest number of a fact stays: caches know facts by it. Of reads of AWS the first, the last and the last good one before it stay. */
const ENDED = [
  `DELETE FROM aws_fact WHERE fact_no IN (SELECT fact_no FROM aws_fact WHERE valid_to <= @horizon
     AND fact_no < (SELECT max(fact_no) FROM aws_fact) LIMIT @limit)`,
  'DELETE FROM chain_event WHERE event_no IN (SELECT event_no FROM chain_event WHERE at < @horizon LIMIT @limit)',
  'DELETE FROM outbox WHERE entry_no IN (SELECT entry_no FROM outbox WHERE delivered_at < @horizon LIMIT @limit)',
  'DELETE FROM placement WHERE placement_no IN (SELECT placement_no FROM placement WHERE until_at <= @horizon LIMIT @limit)',
  `DELETE FROM aws_unit_read WHERE (unit_no, at) IN (
     SELECT unit_no, at FROM aws_unit_read AS old WHERE at < @horizon
       AND at > (SELECT min(at) FROM aws_unit_read AS one WHERE one.unit_no = old.unit_no)
       AND at < (SELECT max(at) FROM aws_unit_read AS one WHERE one.unit_no = old.unit_no AND at <= @horizon)
       AND at <> coalesce((SELECT max(at) FROM aws_unit_read AS one
         WHERE one.unit_no = old.unit_no AND at <= @horizon AND error IS NULL), -1) LIMIT @limit)`,
];

export function sqliteRetentionStore(database: SqliteDatabase): RetentionStore {
  const horizon = database.prepare<[], number>('SELECT horizon_at FROM retention').pluck();
  const raise = database.prepare('UPDATE retention SET horizon_at = max(horizon_at, ?)');
  const oldest = database.prepare<[], number | null>('SELECT min(received_at) FROM report').pluck();
  const hosts = database
    .prepare<[number, number], number>('SELECT host_no FROM host WHERE host_no > ? ORDER BY host_no LIMIT ?')
    .pluck();
  // `+`: planned once for all hosts, see ADR 0048.
  const firstAfter = database
    .prepare<[number, number], number>(
      'SELECT report_no FROM report WHERE host_no = +? AND received_at > ? ORDER BY report_no LIMIT 1',
    )
    .pluck();
  const lastBefore = database
    .prepare<[number, number], number>(
      'SELECT report_no FROM report WHERE host_no = +? AND report_no < +? ORDER BY report_no DESC LIMIT 1',
    )
    .pluck();
  /** For each section that stood at a report and was not read whole then: the last report that had read it whole. */
  const readWhole = database
    .prepare<{ host: number; report: number }, number | null>(
      `SELECT min((SELECT max(report_no) FROM host_section AS whole
         WHERE whole.host_no = +@host AND whole.section = standing.section AND whole.report_no < standing.report_no
           AND known_content_no = content_no AND known_set_no IS reported_set_no))
       FROM (SELECT section, known_content_no, content_no, known_set_no, reported_set_no, max(report_no) AS report_no
             FROM host_section WHERE host_no = +@host AND report_no <= +@report GROUP BY section) AS standing
       WHERE known_content_no <> content_no OR known_set_no IS NOT reported_set_no`,
    )
    .pluck();
  // Registrations that a host had before say which of AWS's entries count no machine twice: they stay.
  const dropSections = database.prepare<{ host: number; from: number }>(
    `DELETE FROM host_section WHERE host_no = @host AND report_no < @from AND section <> 'ssmRegistration'
       AND report_no < (SELECT max(report_no) FROM host_section AS standing WHERE standing.host_no = @host
         AND standing.section = host_section.section AND standing.report_no <= @from)`,
  );
  const dropReports = database.prepare<{ host: number; from: number }>(
    `DELETE FROM report WHERE host_no = @host AND report_no < @from AND NOT EXISTS
       (SELECT 1 FROM host_section WHERE host_section.host_no = @host AND host_section.report_no = report.report_no)`,
  );
  const keepFrom = database.prepare('UPDATE host SET kept_from_report_no = ? WHERE host_no = ?');
  const keptFrom = database
    .prepare<[number], number>('SELECT kept_from_report_no FROM host WHERE host_no = ?')
    .pluck();
  const sweepDue = database.prepare('UPDATE retention SET sweep_due = 1');
  const ended = ENDED.map((sql) => database.prepare<{ horizon: number; limit: number }>(sql));

  /** The first report that must be held whole; undefined where that is the first there is. */
  function firstKept(host: number, at: number): number | undefined {
    const after = firstAfter.get(host, at) ?? Number.MAX_SAFE_INTEGER;
    const report = lastBefore.get(host, after);
    if (report === undefined) return undefined;
    return Math.min(report, readWhole.get({ host, report }) ?? report);
  }

  function pruneHost(host: number, at: number): { reports: number; sections: number } {
    const from = firstKept(host, at);
    if (from === undefined || from <= (keptFrom.get(host) ?? 0)) return { reports: 0, sections: 0 };
    const sections = dropSections.run({ host, from }).changes;
    const reports = dropReports.run({ host, from }).changes;
    keepFrom.run(from, host);
    if (sections > 0) sweepDue.run();
    return { reports, sections };
  }

  return {
    horizon: async () => horizon.get() || null,
    raiseHorizon: async (at) => void raise.run(at),
    oldestReportAt: async () => oldest.get() ?? null,
    async pruneHosts(after, limit) {
      return unchecked(database, () => {
        const at = horizon.get() ?? 0;
        const batch = hosts.all(after, limit);
        let [reports, sections] = [0, 0];
        for (const host of batch) {
          const pruned = pruneHost(host, at);
          reports += pruned.reports;
          sections += pruned.sections;
        }
        return { reports, sections, next: batch.length < limit ? null : (batch.at(-1) ?? null) };
      });
    },
    async pruneEnded(limit) {
      return unchecked(database, () =>
        ended.reduce(
          (sum, statement) => sum + statement.run({ horizon: horizon.get() ?? 0, limit }).changes,
          0,
        ),
      );
    },
    sweep: contentSweep(database),
  };
}
