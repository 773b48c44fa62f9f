import type { HostsOfTitle } from '../../ports/fleet-store.ts';
import { currentSoftware } from './current-software.ts';
import type { SqliteDatabase } from './open-database.ts';
import type { TitleTable } from './title-table.ts';

/** Title → sets that contain it → hosts for which one of them stands now. */
export function hostsWithTitles(
  database: SqliteDatabase,
  titles: TitleTable,
): (titleNos: readonly number[], limit: number) => HostsOfTitle[] {
  const current = currentSoftware(database);
  const absentHosts = database
    .prepare<[], number>('SELECT host_no FROM host_absence WHERE until_at IS NULL')
    .pluck();
  const hostByNo = database.prepare<[number], { hostId: string; name: string }>(
    'SELECT host_id AS hostId, name FROM host WHERE host_no = ?',
  );
  const search = database.transaction((titleNos: readonly number[], limit: number) => {
    const setOfHost = current.read();
    const absent = new Set(absentHosts.all());
    return [...titles.setsWith(titleNos)].map(([titleNo, sets]) => {
      const hosts: { hostId: string; name: string }[] = [];
      let total = 0;
      for (let hostNo = 1; hostNo < setOfHost.length; hostNo++) {
        const setNo = setOfHost[hostNo] as number;
        if (setNo === 0 || !sets.has(setNo) || absent.has(hostNo)) continue;
        total += 1;
        const host = hosts.length < limit ? hostByNo.get(hostNo) : undefined;
        if (host !== undefined) hosts.push(host);
      }
      return { titleNo, total, hosts };
    });
  });
  return search;
}
