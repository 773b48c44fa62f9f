import type { SectionName } from '@coreledger/shared/host-report.ts';
import type { ContentTable } from './content-table.ts';
import type { SqliteDatabase } from './open-database.ts';
import { compareSoftware } from './software-order.ts';
import type { TitleTable } from './title-table.ts';

export interface ReportRow {
  readonly report_no: number;
  readonly report_id: string;
  readonly agent_id: string;
  readonly host_id: string;
  readonly host_no: number;
  readonly sequence: number;
  readonly digest: Buffer;
  readonly previous_digest: Buffer | null;
  readonly signature: string;
  readonly kid: string;
  readonly schema: string;
  readonly observed_at: number;
  readonly received_at: number;
  readonly observed_text: string;
}

interface StandingRow {
  readonly section: string;
  readonly content_no: number;
  readonly reported_set_no: number | null;
}

/**
 * Puts the signed text of a report together again from its parts. Valid for the newest report and any older one alike:
 * each section is the row that stood when the report was stored.
 */
export function reportRebuilder(database: SqliteDatabase, contents: ContentTable, titles: TitleTable) {
  const standing = database.prepare<[number, number], StandingRow>(
    `SELECT section, content_no, reported_set_no, max(report_no) FROM host_section
     WHERE host_no = +? AND report_no <= +? GROUP BY section`,
  );

  return function rebuild(row: ReportRow): string {
    const parts = new Map(standing.all(row.host_no, row.report_no).map((part) => [part.section, part]));
    const names = [...parts.keys()]
      .filter((name) => name !== 'agent' && name !== 'identity')
      .sort() as SectionName[];
    const sections = names.map(
      (name) => `${JSON.stringify(name)}:${sectionText(parts.get(name) as StandingRow)}`,
    );
    const previous = row.previous_digest === null ? null : row.previous_digest.toString('hex');
    return (
      `{"agent":${textOf(parts, 'agent')},"agentId":${JSON.stringify(row.agent_id)},"identity":${textOf(parts, 'identity')},` +
      `"observedAt":${JSON.stringify(row.observed_text)},"previousDigest":${JSON.stringify(previous)},` +
      `"reportId":${JSON.stringify(row.report_id)},"schema":${JSON.stringify(row.schema)},` +
      `"sections":{${sections.join(',')}},"sequence":${row.sequence}}`
    );
  };

  function textOf(parts: ReadonlyMap<string, StandingRow>, name: string): string {
    return contents.readText((parts.get(name) as StandingRow).content_no);
  }

  function sectionText(part: StandingRow): string {
    const text = contents.readText(part.content_no);
    if (part.reported_set_no === null) return text;
    const outcome = JSON.parse(text) as object;
    const value = titles.items(titles.setOf(part.reported_set_no)).sort(compareSoftware);
    return JSON.stringify({ ...outcome, value });
  }
}
