import { setImmediate } from 'node:timers/promises';
import type { Asked, FleetChanges, FleetFollower, NumberedHost } from '../../ports/fleet-store.ts';
import { addBit, type BitSet, bitSet, hasBit } from './bit-set.ts';
import { refuseBeforeHorizon } from './history-horizon.ts';
import type { SqliteDatabase } from './open-database.ts';
import { decidedBy, type HostRange, type HostReader, IN_RANGE, STANDS } from './read-hosts.ts';

/** Hosts that are looked at in one go: what else waits for this thread gets its turn in between. */
const HOSTS_AT_ONCE = 250;
/** From this part of a range on it is read as a whole. */
const MANY = 0.1;
/** Room for hosts to come, so that not each of them copies the arrays. */
const SPARE = 1.25;

/** host_no, last_seen_at, decisions, decided_at. */
type Mark = [number, number, number, number];
/** into_host_no and the mark of a host that is merged into it. */
type MemberMark = [number, ...Mark];

/**
 * What was told of a host last, and by which marks. It holds as long as no report came in above the report it was read up to, no
 * decision was made of it, and all of that lies before the instant: it was last heard of no later, and no decision begins or ends
 * later. The same goes for those merged into it.
 */
interface Told {
  /** Decisions of the host by then, plus one; 0: nothing that could be relied on was told. By host number. */
  decisions: Uint32Array<ArrayBuffer>;
  seenAt: Float64Array<ArrayBuffer>;
  /** Of hosts into which others are merged: the marks of those. */
  readonly members: Map<number, string>;
  upTo: number | undefined;
}

/** Makes followers of the fleet over one connection. */
export function fleetFollowers(database: SqliteDatabase, reader: HostReader): () => FleetFollower {
  const newest = database.prepare<[], { host: number; report: number }>(
    'SELECT (SELECT coalesce(max(host_no), 0) FROM host) AS host, (SELECT coalesce(max(report_no), 0) FROM report) AS report',
  );
  const reportedSince = database
    .prepare<[number], number>('SELECT DISTINCT host_no FROM report WHERE report_no > ?')
    .pluck();
  const marks = database
    .prepare<HostRange, Mark>(
      `SELECT host_no, last_seen_at, decisions, decided_at FROM host WHERE ${IN_RANGE} ORDER BY host_no`,
    )
    .raw();
  const memberMarks = database
    .prepare<HostRange & { now: number }, MemberMark>(
      `SELECT into_host_no, host_no, last_seen_at, decisions, decided_at FROM host_absence JOIN host USING (host_no)
       WHERE into_host_no > @after AND into_host_no <= @last AND ${STANDS} ORDER BY into_host_no, absence_no`,
    )
    .raw();
  const refuse = refuseBeforeHorizon(database);

  function look(
    range: HostRange,
    newestReport: number,
    asked: Asked,
    told: Told,
    reported: BitSet,
  ): FleetChanges {
    const now = decidedBy(asked);
    const merges = Map.groupBy(memberMarks.all({ ...range, now }), ([into]) => into);
    const all = marks.all(range);
    const changed: number[] = [];
    const heard: [number, number][] = [];
    for (const [hostNo, seenAt, decisions, decidedAt] of all) {
      const members = merges.get(hostNo);
      const memberKey = members === undefined ? undefined : JSON.stringify(members);
      const settled =
        Math.max(seenAt, decidedAt) <= now &&
        (members === undefined || members.every(([, , seen, , decided]) => Math.max(seen, decided) <= now));
      const holds =
        settled &&
        told.decisions[hostNo] === decisions + 1 &&
        told.members.get(hostNo) === memberKey &&
        !hasBit(reported, hostNo) &&
        // Of several the one heard of last tells what the machine is.
        (members === undefined ||
          (told.seenAt[hostNo] === seenAt && !members.some(([, member]) => hasBit(reported, member))));
      if (!holds) changed.push(hostNo);
      else if (told.seenAt[hostNo] !== seenAt) heard.push([hostNo, seenAt]);
      told.decisions[hostNo] = settled ? decisions + 1 : 0;
      told.seenAt[hostNo] = seenAt;
      if (memberKey !== undefined) told.members.set(hostNo, memberKey);
      else told.members.delete(hostNo);
    }
    const read = readThose(changed, range, changed.length > all.length * MANY, newestReport, asked);
    const there = new Set(read.map(({ hostNo }) => hostNo));
    return { read, heard, gone: changed.filter((hostNo) => !there.has(hostNo)) };
  }

  function readThose(
    hostNos: readonly number[],
    range: HostRange,
    many: boolean,
    newestReport: number,
    asked: Asked,
  ): readonly NumberedHost[] {
    if (!many) return reader.some(hostNos, newestReport, asked);
    const wanted = new Set(hostNos);
    return reader.inRange(range, newestReport, asked).filter(({ hostNo }) => wanted.has(hostNo));
  }

  const lookAtOnce = database.transaction(look);

  return () => {
    const told: Told = {
      decisions: new Uint32Array(),
      seenAt: new Float64Array(),
      members: new Map(),
      upTo: undefined,
    };
    return {
      async *advance(asked) {
        refuse(asked);
        // What comes in while the parts are read belongs to none of them.
        const until = newest.get() ?? { host: 0, report: 0 };
        makeRoom(told, until.host + 1);
        const reported = bitSet(until.host + 1);
        if (told.upTo !== undefined)
          for (const hostNo of reportedSince.iterate(told.upTo)) addBit(reported, hostNo);
        for (let after = 0; after < until.host; after += HOSTS_AT_ONCE) {
          if (after > 0) await setImmediate();
          const range = { after, last: Math.min(after + HOSTS_AT_ONCE, until.host) };
          yield lookAtOnce(range, until.report, asked, told, reported);
        }
        told.upTo = until.report;
      },
    };
  };
}

function makeRoom(told: Told, size: number): void {
  if (size <= told.decisions.length) return;
  const room = Math.ceil(size * SPARE);
  const [decisions, seenAt] = [new Uint32Array(room), new Float64Array(room)];
  decisions.set(told.decisions);
  seenAt.set(told.seenAt);
  Object.assign(told, { decisions, seenAt });
}
