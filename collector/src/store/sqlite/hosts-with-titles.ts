import type { HostsOfTitle } from '../../ports/fleet-store.ts';
import { hasBit } from './bit-set.ts';
import { currentSoftware } from './current-software.ts';
import type { SqliteDatabase } from './open-database.ts';
import type { TitleTable } from './title-table.ts';

/** Each host that others are merged into, and the hosts that are one with it, the one heard of last first. */
const MEMBERS = `WITH merged AS (
    SELECT into_host_no AS target, host_no AS member FROM host_absence
    WHERE until_at IS NULL AND into_host_no IS NOT NULL
  ), members AS (
    SELECT DISTINCT target, target AS member, 0 AS added FROM merged UNION ALL SELECT target, member, 1 FROM merged
  )
  SELECT target, member FROM members JOIN host ON host_no = member
  WHERE EXISTS (SELECT 1 FROM report WHERE report.host_no = member)
  ORDER BY target, last_seen_at DESC, added`;

/** Title → sets that contain it → hosts for which one of them stands now. */
export function hostsWithTitles(
  database: SqliteDatabase,
  titles: TitleTable,
): (titleNos: readonly number[], limit: number) => HostsOfTitle[] {
  const current = currentSoftware(database);
  const absentHosts = database
    .prepare<[], number>('SELECT host_no FROM host_absence WHERE until_at IS NULL')
    .pluck();
  const members = database.prepare<[], { target: number; member: number }>(MEMBERS);
  const hostByNo = database.prepare<[number], { hostId: string; name: string }>(
    'SELECT host_id AS hostId, name FROM host WHERE host_no = ?',
  );

  /** By host number the set that counts: none for an absent host, the latest member's for one of several. */
  function countingSets(): Uint32Array {
    const setOfHost = current.read();
    const [merged, absent] = [members.all(), absentHosts.all()];
    if (absent.length === 0) return setOfHost;
    const sets = setOfHost.slice();
    let done = 0;
    for (const { target, member } of merged) {
      if (target !== done) sets[target] = setOfHost[member] ?? 0;
      done = target;
    }
    for (const hostNo of absent) sets[hostNo] = 0;
    return sets;
  }

  return database.transaction((titleNos: readonly number[], limit: number) => {
    const setOfHost = countingSets();
    return [...titles.setsWith(titleNos)].map(([titleNo, sets]) => {
      const hosts: { hostId: string; name: string }[] = [];
      let total = 0;
      for (let hostNo = 1; hostNo < setOfHost.length; hostNo++) {
        // No set has number 0: it says that no software is known.
        if (!hasBit(sets, setOfHost[hostNo] as number)) continue;
        total += 1;
        const host = hosts.length < limit ? hostByNo.get(hostNo) : undefined;
        if (host !== undefined) hosts.push(host);
      }
      return { titleNo, total, hosts };
    });
  });
}
