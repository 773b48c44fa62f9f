import type { SqliteDatabase } from './open-database.ts';

/** Which set of titles stands for each host now: a mirror in memory that follows the history by report number. */
export interface CurrentSoftware {
  /** By host number; 0: no software is known. Brought up to date by the call. */
  read(): Uint32Array;
}

const KNOWN_SET = `(SELECT known_set_no FROM host_section
  WHERE host_section.host_no = host.host_no AND section = 'software' ORDER BY report_no DESC LIMIT 1)`;
/** Room for hosts to come, so that not each of them copies the array. */
const SPARE = 1.25;

export function currentSoftware(database: SqliteDatabase): CurrentSoftware {
  const newest = database.prepare<[], number>('SELECT coalesce(max(report_no), 0) FROM report').pluck();
  const hosts = database.prepare<[], number>('SELECT coalesce(max(host_no), 0) FROM host').pluck();
  const all = database.prepare<[], [number, number | null]>(`SELECT host_no, ${KNOWN_SET} FROM host`).raw();
  const changed = database
    .prepare<[number], [number, number | null]>(
      `SELECT host_no, ${KNOWN_SET} FROM host WHERE host_no IN (SELECT host_no FROM report WHERE report_no > ?)`,
    )
    .raw();
  const readWhole = database.transaction(update);
  let setOfHost = new Uint32Array();
  let upTo: number | undefined;

  function update(): void {
    const until = newest.get() ?? 0;
    if (until === upTo) return;
    const size = (hosts.get() ?? 0) + 1;
    if (size > setOfHost.length) {
      const larger = new Uint32Array(Math.ceil(size * SPARE));
      larger.set(setOfHost);
      setOfHost = larger;
    }
    const rows = upTo === undefined ? all.iterate() : changed.iterate(upTo);
    for (const [hostNo, setNo] of rows) setOfHost[hostNo] = setNo ?? 0;
    upTo = until;
  }

  return {
    read() {
      readWhole();
      return setOfHost;
    },
  };
}
