import type { SectionName, Sections } from '@coreledger/shared/host-report.ts';
import type { SignedReport } from '../../ports/report-store.ts';
import {
  carryEditionsForward,
  carryForward,
  carrySoftwareForward,
} from '../../reconciliation/carry-forward.ts';
import type { ContentTable } from './content-table.ts';
import type { IdentifierTable } from './identifier-table.ts';
import type { SqliteDatabase } from './open-database.ts';
import type { TitleTable } from './title-table.ts';

interface LastRow {
  readonly content_no: number;
  readonly known_content_no: number | null;
  readonly reported_set_no: number | null;
  readonly known_set_no: number | null;
}

interface SectionRow {
  readonly contentNo: number;
  readonly knownContentNo: number | null;
  readonly reportedSetNo: number | null;
  readonly knownSetNo: number | null;
}

type PresentSection = Extract<Sections[SectionName], { status: 'present' }>;
type PresentEditions = Extract<Sections['editions'], { status: 'present' }>;
type PresentSoftware = Extract<Sections['software'], { status: 'present' }>;

/** Adds the section rows of one report: only those that differ from what stood. Call within a transaction. */
export function sectionWriter(
  database: SqliteDatabase,
  contents: ContentTable,
  titles: TitleTable,
  identifiers: IdentifierTable,
) {
  const last = database.prepare<[number, string], LastRow>(
    // `+`: planned once, see ADR 0048.
    `SELECT content_no, known_content_no, reported_set_no, known_set_no FROM host_section
     WHERE host_no = +? AND section = +? ORDER BY report_no DESC LIMIT 1`,
  );
  const add = database.prepare(
    `INSERT INTO host_section (host_no, section, report_no, valid_from, recorded_at, content_no, known_content_no, reported_set_no, known_set_no)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );

  function sectionRow(
    name: string,
    outcome: Sections[SectionName],
    text: string,
    before: LastRow | undefined,
  ): SectionRow {
    const contentNo = contents.intern(text);
    const knownBefore = before?.known_content_no ?? null;
    if (outcome.status !== 'present')
      return { contentNo, knownContentNo: knownBefore, reportedSetNo: null, knownSetNo: null };
    if (outcome.complete || knownBefore === null)
      return { contentNo, knownContentNo: contentNo, reportedSetNo: null, knownSetNo: null };
    const known = carried(name, contents.read(knownBefore) as PresentSection, outcome);
    return {
      contentNo,
      knownContentNo: contents.intern(JSON.stringify(known)),
      reportedSetNo: null,
      knownSetNo: null,
    };
  }

  /** The rows go into a set, the rest of the outcome into a content: `value` is empty there. */
  function softwareRow(outcome: Sections['software'], before: LastRow | undefined): SectionRow {
    const knownBefore = { content: before?.known_content_no ?? null, set: before?.known_set_no ?? null };
    if (outcome.status !== 'present') {
      const contentNo = contents.intern(JSON.stringify(outcome));
      return {
        contentNo,
        knownContentNo: knownBefore.content,
        reportedSetNo: null,
        knownSetNo: knownBefore.set,
      };
    }
    const contentNo = contents.intern(JSON.stringify({ ...outcome, value: [] }));
    const reportedSetNo = titles.internSet(outcome.value);
    return {
      contentNo,
      knownContentNo: contentNo,
      reportedSetNo,
      knownSetNo: knownSet(outcome, reportedSetNo, knownBefore.set),
    };
  }

  function knownSet(outcome: PresentSoftware, reportedSetNo: number, knownBefore: number | null): number {
    if (outcome.complete || knownBefore === null) return reportedSetNo;
    return titles.internSet(carrySoftwareForward(titles.items(titles.setOf(knownBefore)), outcome));
  }

  return function writeSections(
    hostNo: number,
    reportNo: number,
    validFrom: number,
    { report, receivedAt }: SignedReport,
  ): void {
    const outcomes: [string, Sections[SectionName] | undefined, string][] = [
      ['agent', undefined, JSON.stringify(report.agent)],
      ['identity', undefined, JSON.stringify(report.identity)],
    ];
    for (const [name, outcome] of Object.entries(report.sections)) {
      outcomes.push([name, outcome, name === 'software' ? '' : JSON.stringify(outcome)]);
    }
    for (const [name, outcome, text] of outcomes) {
      const before = last.get(hostNo, name);
      const row =
        name === 'software'
          ? softwareRow(outcome as Sections['software'], before)
          : outcome === undefined
            ? identityRow(contents.intern(text))
            : sectionRow(name, outcome, text, before);
      if (before !== undefined && sameRow(before, row)) continue;
      if (name === 'identity') identifiers.replace(hostNo, report.identity);
      add.run(
        hostNo,
        name,
        reportNo,
        validFrom,
        receivedAt,
        row.contentNo,
        row.knownContentNo,
        row.reportedSetNo,
        row.knownSetNo,
      );
    }
  };
}

function identityRow(contentNo: number): SectionRow {
  return { contentNo, knownContentNo: contentNo, reportedSetNo: null, knownSetNo: null };
}

function sameRow(before: LastRow, row: SectionRow): boolean {
  return (
    before.content_no === row.contentNo &&
    before.known_content_no === row.knownContentNo &&
    before.reported_set_no === row.reportedSetNo &&
    before.known_set_no === row.knownSetNo
  );
}

function carried(name: string, known: PresentSection, outcome: PresentSection): PresentSection {
  if (name !== 'editions') return carryForward(known, outcome);
  return carryEditionsForward(known as PresentEditions, outcome as PresentEditions);
}
