import type { AgentStore } from './agent-store.ts';
import type { AlertStore } from './alert-store.ts';
import type { ApiKeyStore } from './api-key-store.ts';
import type { AuditLog } from './audit-log.ts';
import type { AwsStore } from './aws-store.ts';
import type { FindingStore } from './finding-store.ts';
import type { FleetStore } from './fleet-store.ts';
import type { HostAdminStore } from './host-admin-store.ts';
import type { IdentityIndex } from './identity-index.ts';
import type { Maintenance } from './maintenance.ts';
import type { PlacementStore } from './placement-store.ts';
import type { PlanStore } from './plan-store.ts';
import type { ReportStore } from './report-store.ts';
import type { RetentionStore } from './retention-store.ts';
import type { SnapshotStore } from './snapshot-store.ts';
import type { TokenStore } from './token-store.ts';

/** The stores of one collector. A second implementation passes the same contract suite. */
export interface Stores {
  readonly agents: AgentStore;
  readonly identities: IdentityIndex;
  readonly reports: ReportStore;
  readonly fleet: FleetStore;
  readonly hostAdmin: HostAdminStore;
  readonly placements: PlacementStore;
  readonly tokens: TokenStore;
  readonly apiKeys: ApiKeyStore;
  readonly audit: AuditLog;
  readonly findings: FindingStore;
  readonly snapshots: SnapshotStore;
  readonly alerts: AlertStore;
  readonly aws: AwsStore;
  readonly plans: PlanStore;
  readonly maintenance: Maintenance;
  readonly retention: RetentionStore;
  /** Writes, at this time, as durably as a report; throws AppError `storage-unavailable` where that fails. */
  probe(at: number): Promise<void>;
  close(): Promise<void>;
}
