import type { Asked, FleetHost, NumberedHost } from '../../ports/fleet-store.ts';
import type { ContentTable } from './content-table.ts';
import { fleetContents } from './fleet-contents.ts';
import type { SqliteDatabase } from './open-database.ts';

/** Hosts by number: after one, up to and with another. */
export interface HostRange {
  readonly after: number;
  readonly last: number;
}

/** Puts hosts together from the append-only history. Call within a transaction: what one call reads is of one state. */
export interface HostReader {
  /** Of a range all that are there at the instant, out of reports up to a number. */
  inRange(range: HostRange, newestReport: number, asked: Asked): NumberedHost[];
  /** The same of some hosts alone. */
  some(hostNos: readonly number[], newestReport: number, asked: Asked): NumberedHost[];
  /** Whether it counts or not. */
  byId(hostId: string, asked: Asked): FleetHost | undefined;
}

interface HostRow {
  readonly host_no: number;
  readonly host_id: string;
  readonly name: string;
  readonly first_seen_at: number;
  readonly last_seen_at: number;
}

interface TagRow {
  readonly host_no: number;
  readonly key: string;
  readonly value: string;
}

interface MergeRow extends HostRow {
  readonly into_host_no: number;
}

export interface StandingSection {
  readonly host_no: number;
  readonly section: string;
  readonly valid_from: number;
  readonly content_no: number;
  readonly known_content_no: number | null;
  readonly known_set_no: number | null;
}

/** A host, or one merged into it. The member that was heard of last tells what the machine is now. */
interface Member {
  readonly hostNo: number;
  readonly parts: Pick<FleetHost, 'identity' | 'sections' | 'software' | 'trouble'>;
  readonly seenAt: number;
}

/** What stands of each host of a range, or of some. */
interface Standing {
  sections(hostNo: number): readonly StandingSection[] | undefined;
  tags(hostNo: number): readonly TagRow[] | undefined;
  merges(hostNo: number): readonly MergeRow[] | undefined;
}

const COLUMNS = 'host_no, host_id, name, first_seen_at, last_seen_at';
/** What operators decided is effective when it is recorded: of the two instants asked about, the earlier counts. */
export const STANDS = 'from_at <= @now AND (until_at IS NULL OR until_at > @now)';
export const IN_RANGE = 'host_no > @after AND host_no <= @last';
const COUNTS = `first_seen_at <= @at AND NOT EXISTS
  (SELECT 1 FROM host_absence WHERE host_absence.host_no = host.host_no AND ${STANDS})`;
/**
 * What is asked for each of many hosts has `+` before its parameters, so that it is planned once: ADR 0048.
 * SQLite gives the bare columns of the row that holds the maximum. */
const SECTIONS = `SELECT host_no, section, valid_from, content_no, known_content_no, known_set_no, max(report_no)
  FROM host_section WHERE valid_from <= @at AND recorded_at <= @knownAt`;
const OF_POSITIONS = "section NOT IN ('agent', 'network') AND report_no <= @newestReport";
const TAGS = `SELECT host_no, key, value FROM host_tag WHERE ${STANDS}`;
const MERGES = `SELECT into_host_no, host.host_no, host_id, name, first_seen_at, last_seen_at
  FROM host_absence JOIN host USING (host_no) WHERE ${STANDS}`;
const LATEST = Number.MAX_SAFE_INTEGER;

type Instants = { at: number; knownAt: number; now: number };

export function hostReader(database: SqliteDatabase, contents: ContentTable): HostReader {
  const toHost = fleetContents(contents);
  const hostsInRange = database.prepare<HostRange & Instants, HostRow>(
    `SELECT ${COLUMNS} FROM host WHERE ${IN_RANGE} AND ${COUNTS} ORDER BY host_no`,
  );
  const countingHost = database.prepare<Instants & { hostNo: number }, HostRow>(
    `SELECT ${COLUMNS} FROM host WHERE host_no = @hostNo AND ${COUNTS}`,
  );
  const hostOfId = database.prepare<[string], HostRow>(`SELECT ${COLUMNS} FROM host WHERE host_id = ?`);
  const sectionsInRange = database.prepare<HostRange & Instants & { newestReport: number }, StandingSection>(
    `${SECTIONS} AND ${IN_RANGE} AND ${OF_POSITIONS} GROUP BY host_no, section`,
  );
  const someSections = database.prepare<Instants & { hostNo: number; newestReport: number }, StandingSection>(
    `${SECTIONS} AND host_no = +@hostNo AND ${OF_POSITIONS} GROUP BY host_no, section`,
  );
  const allSections = database.prepare<Instants & { hostNo: number }, StandingSection>(
    `${SECTIONS} AND host_no = +@hostNo GROUP BY host_no, section`,
  );
  const tagsInRange = database.prepare<HostRange & Instants, TagRow>(`${TAGS} AND ${IN_RANGE} ORDER BY key`);
  const tagsOfHost = database.prepare<Instants & { hostNo: number }, TagRow>(
    `${TAGS} AND host_no = +@hostNo ORDER BY key`,
  );
  const mergesInRange = database.prepare<HostRange & Instants, MergeRow>(
    `${MERGES} AND into_host_no > @after AND into_host_no <= @last ORDER BY into_host_no, absence_no`,
  );
  const mergesOfHost = database.prepare<Instants & { hostNo: number }, MergeRow>(
    `${MERGES} AND into_host_no = +@hostNo ORDER BY absence_no`,
  );
  const agentsOfHost = database
    .prepare<[number], string>('SELECT agent_id FROM agent WHERE host_no = +? ORDER BY agent_no')
    .pluck();
  const seenBy = database.prepare<[number, number, number], { seen: number | null }>(
    'SELECT max(received_at) AS seen FROM report WHERE host_no = +? AND received_at <= ? AND received_at <= ?',
  );

  function assemble(row: HostRow, asked: Asked, standing: Standing): NumberedHost[] {
    const merged = (standing.merges(row.host_no) ?? []).filter((one) => one.first_seen_at <= asked.at);
    const members = [row, ...merged].flatMap(memberOf);
    const latest = members.reduce<Member | undefined>(
      (best, one) => (best === undefined || one.seenAt > best.seenAt ? one : best),
      undefined,
    );
    if (latest === undefined) return [];
    const host: FleetHost = {
      ...latest.parts,
      hostId: row.host_id,
      name: row.name,
      tags: tagsOf(standing.tags(row.host_no)),
      agentIds: members.flatMap((one) => agentsOfHost.all(one.hostNo)),
      firstSeenAt: row.first_seen_at,
      lastSeenAt: latest.seenAt,
      mergedManagedInstanceIds:
        members.length === 1
          ? NO_IDS
          : members.flatMap((one) => (one === latest ? [] : managedInstanceIds(one.parts))),
    };
    return [{ hostNo: row.host_no, host }];

    /** Its facts as it reported them itself; none where nothing was reported by then. */
    function memberOf(member: HostRow): Member[] {
      const hostNo = member.host_no;
      const parts = toHost(standing.sections(hostNo) ?? allSections.all({ ...instants(asked), hostNo }));
      return parts === undefined ? [] : [{ hostNo, parts, seenAt: lastSeen(member, asked) }];
    }
  }

  /** Announcements of "unchanged" leave one timestamp, the newest: for a past instant the last stored report counts. */
  function lastSeen(row: HostRow, { at, knownAt = at }: Asked): number {
    if (row.last_seen_at <= at && row.last_seen_at <= knownAt) return row.last_seen_at;
    return seenBy.get(row.host_no, at, knownAt)?.seen ?? row.first_seen_at;
  }

  return {
    inRange(range, newestReport, asked) {
      const when = { ...range, ...instants(asked) };
      const sections = Map.groupBy(sectionsInRange.all({ ...when, newestReport }), ({ host_no }) => host_no);
      const tags = Map.groupBy(tagsInRange.all(when), ({ host_no }) => host_no);
      const merges = Map.groupBy(mergesInRange.all(when), ({ into_host_no }) => into_host_no);
      const standing: Standing = {
        sections: (hostNo) => sections.get(hostNo),
        tags: (hostNo) => tags.get(hostNo),
        merges: (hostNo) => merges.get(hostNo),
      };
      return hostsInRange.all(when).flatMap((row) => assemble(row, asked, standing));
    },
    some(hostNos, newestReport, asked) {
      const when = instants(asked);
      const own = new Set(hostNos);
      const standing: Standing = {
        sections: (hostNo) =>
          own.has(hostNo) ? someSections.all({ ...when, hostNo, newestReport }) : undefined,
        tags: (hostNo) => tagsOfHost.all({ ...when, hostNo }),
        merges: (hostNo) => mergesOfHost.all({ ...when, hostNo }),
      };
      return hostNos.flatMap((hostNo) => {
        const row = countingHost.get({ ...when, hostNo });
        return row === undefined ? [] : assemble(row, asked, standing);
      });
    },
    byId(hostId, asked) {
      const row = hostOfId.get(hostId);
      if (row === undefined || row.first_seen_at > asked.at) return undefined;
      const when = instants(asked);
      return assemble(row, asked, {
        sections: (hostNo) => allSections.all({ ...when, hostNo }),
        tags: (hostNo) => tagsOfHost.all({ ...when, hostNo }),
        merges: (hostNo) => mergesOfHost.all({ ...when, hostNo }),
      })[0]?.host;
    },
  };
}

/** Of the two instants the earlier one decides what operators had decided. */
export function decidedBy({ at, knownAt = at }: Asked): number {
  return Math.min(at, knownAt);
}

function instants(asked: Asked): Instants {
  return { at: asked.at, knownAt: asked.knownAt ?? LATEST, now: decidedBy(asked) };
}

const NO_IDS: readonly string[] = [];
const NO_TAGS: Readonly<Record<string, string>> = {};

function tagsOf(rows: readonly TagRow[] | undefined): Readonly<Record<string, string>> {
  return rows === undefined || rows.length === 0
    ? NO_TAGS
    : Object.fromEntries(rows.map(({ key, value }) => [key, value]));
}

function managedInstanceIds({ identity, sections }: Pick<FleetHost, 'identity' | 'sections'>): string[] {
  const ids = [identity.managedInstanceId, sections.ssmRegistration?.value.managedInstanceId ?? null];
  return ids.filter((id) => id !== null);
}
