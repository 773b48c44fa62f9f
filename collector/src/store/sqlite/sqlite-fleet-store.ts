import { setImmediate } from 'node:timers/promises';
import { compareText } from '../../licensing/compare-text.ts';
import type { Asked, FleetHost, FleetStore } from '../../ports/fleet-store.ts';
import type { ContentTable } from './content-table.ts';
import { fleetFollowers } from './fleet-follower.ts';
import { formerRegistrations } from './former-registrations.ts';
import { refuseBeforeHorizon } from './history-horizon.ts';
import { hostsWithTitles } from './hosts-with-titles.ts';
import type { SqliteDatabase } from './open-database.ts';
import { hostReader } from './read-hosts.ts';
import type { TitleTable } from './title-table.ts';

/** Few, so that most of a part is let go before V8 takes it for long-lived. */
const HOSTS_AT_ONCE = 50;

/** The read model of the fleet: what is known of every host at an instant, put together from the append-only history. */
export function sqliteFleetStore(
  database: SqliteDatabase,
  contents: ContentTable,
  titles: TitleTable,
): FleetStore {
  const reader = hostReader(database, contents);
  const newest = database.prepare<[], { host: number; report: number }>(
    'SELECT (SELECT coalesce(max(host_no), 0) FROM host) AS host, (SELECT coalesce(max(report_no), 0) FROM report) AS report',
  );
  const withTitles = hostsWithTitles(database, titles);
  const formerAt = formerRegistrations(database, contents);
  const refuse = refuseBeforeHorizon(database);
  const readRange = database.transaction(reader.inRange);
  const readOne = database.transaction(reader.byId);

  async function* hostsInParts(asked: Asked): AsyncGenerator<readonly FleetHost[]> {
    refuse(asked);
    // What comes in while the parts are read belongs to none of them.
    const until = newest.get() ?? { host: 0, report: 0 };
    for (let after = 0; after < until.host; after += HOSTS_AT_ONCE) {
      if (after > 0) await setImmediate();
      const range = { after, last: Math.min(after + HOSTS_AT_ONCE, until.host) };
      yield readRange(range, until.report, asked).map(({ host }) => host);
    }
  }

  return {
    hostsInParts,
    follow: fleetFollowers(database, reader),
    async hostsAt(asked) {
      const hosts: FleetHost[] = [];
      for await (const part of hostsInParts(asked)) hosts.push(...part);
      return hosts.sort((a, b) => compareText(a.name, b.name) || compareText(a.hostId, b.hostId));
    },
    async hostAt(hostId, asked) {
      refuse(asked);
      return readOne(hostId, asked);
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
