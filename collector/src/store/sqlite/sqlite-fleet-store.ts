import { setImmediate } from 'node:timers/promises';
import { compareText } from '../../licensing/compare-text.ts';
import type { Asked, FleetHost, FleetStore } from '../../ports/fleet-store.ts';
import type { ContentTable } from './content-table.ts';
import { fleetContents } from './fleet-contents.ts';
import { formerRegistrations } from './former-registrations.ts';
import { refuseBeforeHorizon } from './history-horizon.ts';
import { hostsWithTitles } from './hosts-with-titles.ts';
import type { SqliteDatabase } from './open-database.ts';
import type { TitleTable } from './title-table.ts';

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

const HOSTS = 'SELECT host_no, host_id, name, first_seen_at, last_seen_at FROM host';
/** What operators decided is effective when it is recorded: of the two instants asked about, the earlier counts. */
const STANDS = 'from_at <= @now AND (until_at IS NULL OR until_at > @now)';
/** SQLite gives the bare columns of the row that holds the maximum. */
const SECTIONS = `SELECT host_no, section, valid_from, content_no, known_content_no, known_set_no, max(report_no)
  FROM host_section WHERE valid_from <= ? AND recorded_at <= ?`;
const IN_PART = 'host_no > @after AND host_no <= @last';

const LATEST = Number.MAX_SAFE_INTEGER;
/** Hosts that are put together at once: what else waits for this thread gets its turn in between. */
const PART = 2_000;

interface Part {
  readonly after: number;
  readonly last: number;
}

/** The read model of the fleet: what is known of every host at an instant, put together from the append-only history. */
export function sqliteFleetStore(
  database: SqliteDatabase,
  contents: ContentTable,
  titles: TitleTable,
): FleetStore {
  const hostsOfPart = database.prepare<Part & { at: number; now: number }, HostRow>(
    `${HOSTS} WHERE ${IN_PART} AND first_seen_at <= @at AND NOT EXISTS
       (SELECT 1 FROM host_absence WHERE host_absence.host_no = host.host_no AND ${STANDS})
     ORDER BY host_no`,
  );
  const newest = database.prepare<[], { host: number; report: number }>(
    'SELECT (SELECT coalesce(max(host_no), 0) FROM host) AS host, (SELECT coalesce(max(report_no), 0) FROM report) AS report',
  );
  const oneHost = database.prepare<[string], HostRow>(`${HOSTS} WHERE host_id = ?`);
  const hostOfNo = database.prepare<[number], HostRow>(`${HOSTS} WHERE host_no = ?`);
  const sectionsOfPart = database.prepare<
    Part & { at: number; knownAt: number; newestReport: number },
    StandingSection
  >(
    `SELECT host_no, section, valid_from, content_no, known_content_no, known_set_no, max(report_no) FROM host_section
     WHERE ${IN_PART} AND section NOT IN ('agent', 'network') AND valid_from <= @at AND recorded_at <= @knownAt AND report_no <= @newestReport
     GROUP BY host_no, section`,
  );
  const hostSections = database.prepare<[number, number, number], StandingSection>(
    `${SECTIONS} AND host_no = ? GROUP BY host_no, section`,
  );
  const tagsOfPart = database.prepare<Part & { now: number }, TagRow>(
    `SELECT host_no, key, value FROM host_tag WHERE ${IN_PART} AND ${STANDS} ORDER BY key`,
  );
  const allMerges = database.prepare<{ now: number }, { host_no: number; into_host_no: number }>(
    `SELECT host_no, into_host_no FROM host_absence WHERE into_host_no IS NOT NULL AND ${STANDS}`,
  );
  const agentsOfHost = database
    .prepare<[number], string>('SELECT agent_id FROM agent WHERE host_no = ? ORDER BY agent_no')
    .pluck();
  const seenBy = database.prepare<[number, number, number], { seen: number | null }>(
    'SELECT max(received_at) AS seen FROM report WHERE host_no = ? AND received_at <= ? AND received_at <= ?',
  );
  const withTitles = hostsWithTitles(database, titles);
  const toHost = fleetContents(contents);
  const formerAt = formerRegistrations(database, contents);

  function assemble(
    rows: readonly HostRow[],
    sections: readonly StandingSection[],
    part: Part,
    asked: Asked,
  ): FleetHost[] {
    const now = decidedBy(asked);
    const byHost = Map.groupBy(sections, (section) => section.host_no);
    const tags = Map.groupBy(tagsOfPart.all({ ...part, now }), (tag) => tag.host_no);
    const merges = Map.groupBy(allMerges.all({ now }), (merge) => merge.into_host_no);
    return rows.flatMap((row) => {
      const members = [row, ...(merges.get(row.host_no) ?? []).flatMap(mergedRow)].flatMap(memberOf);
      const latest = members.reduce<Member | undefined>(
        (best, one) => (best === undefined || one.seenAt > best.seenAt ? one : best),
        undefined,
      );
      if (latest === undefined) return [];
      return [
        {
          ...latest.parts,
          hostId: row.host_id,
          name: row.name,
          tags: tagsOf(tags.get(row.host_no)),
          agentIds: members.flatMap((one) => agentsOfHost.all(one.hostNo)),
          firstSeenAt: row.first_seen_at,
          lastSeenAt: latest.seenAt,
          mergedManagedInstanceIds:
            members.length === 1
              ? NO_IDS
              : members.flatMap((one) => (one === latest ? [] : managedInstanceIds(one.parts))),
        },
      ];
    });

    function mergedRow({ host_no }: { readonly host_no: number }): HostRow[] {
      const found = hostOfNo.get(host_no);
      return found === undefined || found.first_seen_at > asked.at ? [] : [found];
    }

    /** Its facts as it reported them itself; none where nothing was reported by then. */
    function memberOf(row: HostRow): Member[] {
      const standing =
        byHost.get(row.host_no) ?? hostSections.all(asked.at, asked.knownAt ?? LATEST, row.host_no);
      const parts = toHost(standing);
      return parts === undefined ? [] : [{ hostNo: row.host_no, parts, seenAt: lastSeen(row, asked) }];
    }
  }

  /** Announcements of "unchanged" leave one timestamp, the newest: for a past instant the last stored report counts. */
  function lastSeen(row: HostRow, { at, knownAt = at }: Asked): number {
    if (row.last_seen_at <= at && row.last_seen_at <= knownAt) return row.last_seen_at;
    return seenBy.get(row.host_no, at, knownAt)?.seen ?? row.first_seen_at;
  }

  const refuse = refuseBeforeHorizon(database);
  const readPart = database.transaction((part: Part, newestReport: number, asked: Asked): FleetHost[] => {
    const { at, knownAt = LATEST } = asked;
    return assemble(
      hostsOfPart.all({ ...part, at, now: decidedBy(asked) }),
      sectionsOfPart.all({ ...part, at, knownAt, newestReport }),
      part,
      asked,
    );
  });

  async function* hostsInParts(asked: Asked): AsyncGenerator<readonly FleetHost[]> {
    refuse(asked);
    // What comes in while the parts are read belongs to none of them.
    const until = newest.get() ?? { host: 0, report: 0 };
    for (let after = 0; after < until.host; after += PART) {
      if (after > 0) await setImmediate();
      yield readPart({ after, last: Math.min(after + PART, until.host) }, until.report, asked);
    }
  }

  return {
    hostsInParts,
    async hostsAt(asked) {
      const hosts: FleetHost[] = [];
      for await (const part of hostsInParts(asked)) hosts.push(...part);
      return hosts.sort((a, b) => compareText(a.name, b.name) || compareText(a.hostId, b.hostId));
    },
    async hostAt(hostId, asked) {
      refuse(asked);
      const { at, knownAt = LATEST } = asked;
      const row = oneHost.get(hostId);
      if (row === undefined || row.first_seen_at > at) return undefined;
      const part = { after: row.host_no - 1, last: row.host_no };
      return assemble([row], hostSections.all(at, knownAt, row.host_no), part, asked)[0];
    },
    formerRegistrations: async (asked) => formerAt(asked),
    titles: async (after = 0) => titles.titlesAfter(after),
    titlesOfSet: async (setNo) => titles.setOf(setNo),
    async titlesOfSets(setNos, wanted) {
      const found = new Map<number, readonly number[]>();
      for (const setNo of new Set(setNos)) {
        const some: number[] = [];
        titles.eachOfSet(setNo, (titleNo) => {
          if (wanted.has(titleNo)) some.push(titleNo);
        });
        found.set(setNo, some);
      }
      return found;
    },
    hostsWithTitles: async (titleNos, limit) => withTitles(titleNos, limit),
    findTitles: async (text, limit) => titles.find(text, limit),
  };
}

const NO_IDS: readonly string[] = [];
const NO_TAGS: Readonly<Record<string, string>> = {};

function tagsOf(rows: readonly TagRow[] | undefined): Readonly<Record<string, string>> {
  return rows === undefined ? NO_TAGS : Object.fromEntries(rows.map(({ key, value }) => [key, value]));
}

function decidedBy({ at, knownAt = at }: Asked): number {
  return Math.min(at, knownAt);
}

function managedInstanceIds({ identity, sections }: Pick<FleetHost, 'identity' | 'sections'>): string[] {
  const ids = [identity.managedInstanceId, sections.ssmRegistration?.value.managedInstanceId ?? null];
  return ids.filter((id) => id !== null);
}
