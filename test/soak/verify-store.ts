import { createHash } from 'node:crypto';
import { nodeSignatures } from '../../collector/src/signatures.ts';
import { openSqliteStores } from '../../collector/src/store/sqlite/sqlite-stores.ts';
import type { Journal } from './journal.ts';
import type { AgentState } from './soak-host.ts';

export interface Expected {
  /** Report id to digest. */
  readonly acknowledged: ReadonlyMap<string, string>;
  readonly agents: ReadonlyMap<string, AgentState>;
  /** Host id to tags. */
  readonly tagged: ReadonlyMap<string, ReadonlyMap<string, string>>;
}

/** Holds a stopped collector's data against what it acknowledged; whatever differs is a violation. */
export async function verifyStore(dataDir: string, expected: Expected, journal: Journal): Promise<void> {
  const stores = openSqliteStores(dataDir);
  const signatures = nodeSignatures();
  const keys = new Map(
    stores.database
      .prepare<[], { kid: string; public_key: string }>(
        'SELECT kid, public_key FROM agent UNION SELECT kid, public_key FROM agent_key_history',
      )
      .all()
      .map((row) => [row.kid, row.public_key]),
  );
  const reports = stores.database.prepare<[string], { signature: string; kid: string }>(
    'SELECT signature, kid FROM report WHERE report_id = ?',
  );
  for (const [reportId, digest] of expected.acknowledged) {
    const row = reports.get(reportId);
    const bytes = await stores.reports.bytesOf(reportId).catch((error: Error) => error);
    if (bytes instanceof Error) {
      journal.violation(`report ${reportId} cannot be rebuilt: ${bytes.message}`);
    } else if (row === undefined || bytes === undefined) {
      journal.violation(`report ${reportId} was acknowledged and is not stored`);
    } else if (createHash('sha256').update(bytes).digest('hex') !== digest) {
      journal.violation(`report ${reportId} does not rebuild to the bytes that were signed`);
    } else {
      await signatures.verify(row.signature, bytes, keys.get(row.kid) ?? '').catch((error: Error) => {
        journal.violation(`report ${reportId}: ${error.message}`);
      });
    }
  }
  const lastOf = stores.database
    .prepare<[string], number>('SELECT last_sequence FROM agent WHERE agent_id = ?')
    .pluck();
  for (const [name, { agentId, sequence }] of expected.agents) {
    const last = lastOf.get(agentId);
    if (last !== sequence)
      journal.violation(`${name} signed ${sequence} messages, the collector has seen ${last}`);
  }
  const events = stores.database
    .prepare<[], { kind: string; n: number }>(
      "SELECT kind, count(*) AS n FROM chain_event WHERE kind <> 'clock-skew' GROUP BY kind",
    )
    .all();
  for (const { kind, n } of events) journal.violation(`${n} times a ${kind} in the chain of an honest agent`);
  for (const [hostId, tags] of expected.tagged) {
    const [host] = await stores.hostAdmin.find(hostId);
    for (const [key, value] of tags)
      if (host?.tags[key] !== value)
        journal.violation(`tag ${key} of host ${hostId} was acknowledged and is ${host?.tags[key]}`);
  }
  for (const damage of (await stores.maintenance.inspect()).damage) journal.violation(`database: ${damage}`);
  await stores.close();
}
