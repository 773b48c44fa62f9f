import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { Stores } from '../../ports/stores.ts';
import { auditEntries } from './audit-entries.ts';
import { contentTable } from './content-table.ts';
import { hostDecisions } from './host-decisions.ts';
import { identifierTable, indexKnownHosts } from './identifier-table.ts';
import { openDatabase, openReader, type SqliteDatabase } from './open-database.ts';
import { sqliteAgentStore } from './sqlite-agent-store.ts';
import { sqliteAlertStore } from './sqlite-alert-store.ts';
import { sqliteApiKeyStore } from './sqlite-api-key-store.ts';
import { sqliteAuditLog } from './sqlite-audit-log.ts';
import { sqliteAwsStore } from './sqlite-aws-store.ts';
import { sqliteFindingStore } from './sqlite-finding-store.ts';
import { sqliteFleetStore } from './sqlite-fleet-store.ts';
import { sqliteHostAdminStore } from './sqlite-host-admin-store.ts';
import { sqliteMaintenance } from './sqlite-maintenance.ts';
import { sqlitePlacementStore } from './sqlite-placement-store.ts';
import { sqlitePlanStore } from './sqlite-plan-store.ts';
import { sqliteReportStore } from './sqlite-report-store.ts';
import { sqliteRetentionStore } from './sqlite-retention-store.ts';
import { sqliteSnapshotStore } from './sqlite-snapshot-store.ts';
import { sqliteTokenStore } from './sqlite-token-store.ts';
import { titleTable } from './title-table.ts';
import { createWriteQueue, type WriteQueue } from './write-queue.ts';

export const DATABASE_NAME = 'coreledger.sqlite';

/** Whether there is one in a data folder. Throws what the system says where the folder cannot be looked into. */
export function hasDatabase(folder: string): boolean {
  return statSync(join(folder, DATABASE_NAME), { throwIfNoEntry: false }) !== undefined;
}

/** Opens (and on first use makes) the stores in a data folder. */
export function openSqliteStores(
  folder: string,
): Stores & { readonly database: SqliteDatabase; readonly queue: WriteQueue } {
  const database = openDatabase(join(folder, DATABASE_NAME));
  const contents = contentTable(database);
  const titles = titleTable(database);
  const identifiers = identifierTable(database);
  const record = auditEntries(database);
  const hosts = hostDecisions(database, record);
  indexKnownHosts(database, contents, identifiers);
  // Two columns, so that there is always something to write: SQLite leaves out what is the same.
  const beat = database.prepare<{ at: number }>(
    'UPDATE pulse SET last_at = iif(last_at = @at, @at + 1, @at), furthest_at = max(furthest_at, @at)',
  );
  const queue = createWriteQueue(database, { onCommit: titles.committed, onRollback: titles.forget });
  return {
    database,
    queue,
    agents: sqliteAgentStore(database, queue, { identifiers, hosts, record }),
    identities: identifiers,
    reports: sqliteReportStore(database, queue, contents, titles, identifiers),
    fleet: sqliteFleetStore(database, contents, titles),
    hostAdmin: sqliteHostAdminStore(hosts, queue),
    placements: sqlitePlacementStore(database, queue, record),
    tokens: sqliteTokenStore(database, queue, record),
    apiKeys: sqliteApiKeyStore(database, queue, record),
    audit: sqliteAuditLog(database, queue, record),
    findings: sqliteFindingStore(database, queue, record),
    snapshots: sqliteSnapshotStore(database, queue),
    alerts: sqliteAlertStore(database, queue),
    aws: sqliteAwsStore(database, queue, record),
    plans: sqlitePlanStore(database, queue, record, folder),
    maintenance: sqliteMaintenance(database),
    retention: sqliteRetentionStore(database),
    async probe(at) {
      await queue.write(() => beat.run({ at }));
    },
    async close() {
      queue.close();
      database.close();
    },
  };
}

/** What reads need, over a connection that cannot write: for a thread of its own beside the one that writes. */
export function openSqliteReader(
  folder: string,
): Pick<Stores, 'fleet' | 'agents' | 'placements' | 'aws'> & { close(): void } {
  const database = openReader(join(folder, DATABASE_NAME));
  const contents = contentTable(database);
  const queue = createWriteQueue(database);
  queue.close();
  const record = auditEntries(database);
  const tables = { identifiers: identifierTable(database), hosts: hostDecisions(database, record), record };
  return {
    fleet: sqliteFleetStore(database, contents, titleTable(database)),
    agents: sqliteAgentStore(database, queue, tables),
    placements: sqlitePlacementStore(database, queue, record),
    aws: sqliteAwsStore(database, queue, record),
    close: () => database.close(),
  };
}
