import { createHash } from 'node:crypto';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { DATABASE_NAME, openSqliteStores } from '../../../collector/src/store/sqlite/sqlite-stores.ts';
import type { Figures } from './figures.ts';

const REBUILT = 2_000;
const SEARCHES = 20;

/** What was answered 202, by the sender's own account. */
export interface Acknowledged {
  /** Digest by report id. */
  readonly reports: ReadonlyMap<string, string>;
  /** The last message of each agent, report or notice. */
  readonly last: ReadonlyMap<string, { readonly sequence: number; readonly digest: string }>;
}

/** Opens the store after the collector has ended and holds it against what was acknowledged. */
export async function verifyStore(
  dataDir: string,
  { reports, last }: Acknowledged,
  figures: Figures,
): Promise<void> {
  const stores = openSqliteStores(dataDir);
  const stored = new Map(
    stores.database
      .prepare<[], [string, Buffer]>('SELECT report_id, digest FROM report')
      .raw()
      .all()
      .map(([id, digest]) => [id, digest.toString('hex')]),
  );
  const lost = [...reports].filter(([id, digest]) => stored.get(id) !== digest).length;
  figures.add('acknowledged reports that are not stored', lost, `of ${reports.size}`, { atMost: 0 });
  const chains = new Map(
    stores.database
      .prepare<[], [string, number, string]>('SELECT agent_id, last_sequence, last_digest FROM agent')
      .raw()
      .all()
      .map(([id, sequence, digest]) => [id, { sequence, digest }]),
  );
  const behind = [...last].filter(([agentId, { sequence, digest }]) => {
    const chain = chains.get(agentId);
    return chain?.sequence !== sequence || chain.digest !== digest;
  }).length;
  figures.add('agents whose last message is not the last stored', behind, `of ${last.size}`, { atMost: 0 });

  const step = Math.max(1, Math.floor(reports.size / REBUILT));
  let [wrong, rebuilt] = [0, 0];
  for (const [id, digest] of [...reports].filter((_, index) => index % step === 0)) {
    rebuilt++;
    const bytes = (await stores.reports.bytesOf(id)) ?? Buffer.of();
    if (createHash('sha256').update(bytes).digest('hex') !== digest) wrong++;
  }
  figures.add('reports that do not rebuild to their signed bytes', wrong, `of ${rebuilt}`, { atMost: 0 });

  const title = (await stores.fleet.findTitles('', 1_000)).at(-1)?.titleNo ?? 1;
  const searches: number[] = [];
  for (let round = 0; round < SEARCHES; round++) {
    const from = performance.now();
    await stores.fleet.hostsWithTitles([title + round], 100_000);
    searches.push(performance.now() - from);
  }
  const p95 = searches.sort((a, b) => a - b)[Math.floor(SEARCHES * 0.95) - 1] ?? 0;
  figures.add('hosts with a title: p95', p95, 'ms', { atMost: 100 });

  stores.database.pragma('wal_checkpoint(TRUNCATE)');
  const hosts = Number(stores.database.prepare('SELECT count(*) AS n FROM host').pluck().get());
  await stores.close();
  const bytes = statSync(join(dataDir, DATABASE_NAME)).size;
  figures.add('disk a host', bytes / hosts / 1024, 'KiB', { atMost: 8 });
}
