import type { Maintenance } from '../ports/maintenance.ts';
import type { Watch } from '../services/alerts/watch.ts';
import type { ApplyPlan } from '../services/apply-plan.ts';
import type { PrintAwsPolicy } from '../services/aws-policy.ts';
import type { CheckInstallation } from '../services/check-installation.ts';
import type { Diagnose } from '../services/diagnose.ts';
import type { EnrollAgent } from '../services/enroll-agent.ts';
import type { ImportPlacements } from '../services/import-placements.ts';
import type { IngestReport } from '../services/ingest-report.ts';
import type { ManageActivations } from '../services/manage-activations.ts';
import type { ManageAgents } from '../services/manage-agents.ts';
import type { ManageApiKeys } from '../services/manage-api-keys.ts';
import type { ManageFindings } from '../services/manage-findings.ts';
import type { ManageHosts } from '../services/manage-hosts.ts';
import type { ManageTokens } from '../services/manage-tokens.ts';
import type { PlanAws } from '../services/plan-aws.ts';
import type { ReadAudit } from '../services/read-audit.ts';
import type { ReadAws } from '../services/read-aws.ts';
import type { ReadEvidence } from '../services/read-evidence.ts';
import type { Reconcile } from '../services/reconcile/reconcile.ts';
import type { ReadReconciliation } from '../services/reports/read-reconciliation.ts';
import type { ReadReports } from '../services/reports/read-reports.ts';
import type { RotateAgentKey } from '../services/rotate-agent-key.ts';
import type { ReadTrend } from '../services/snapshots/read-trend.ts';
import type { TakeSnapshot } from '../services/snapshots/take-snapshot.ts';
import type { SyncAws } from '../services/sync-aws.ts';

/** What the routes call. `composition.ts` makes it. */
export interface Services {
  readonly ingest: IngestReport;
  readonly enrollment: EnrollAgent;
  readonly keyRotation: RotateAgentKey;
  readonly agents: ManageAgents;
  readonly hosts: ManageHosts;
  readonly imports: ImportPlacements;
  readonly tokens: ManageTokens;
  readonly apiKeys: ManageApiKeys;
  readonly audit: ReadAudit;
  readonly findings: ManageFindings;
  readonly reconcile: Reconcile;
  readonly reconciliation: ReadReconciliation;
  readonly evidence: ReadEvidence;
  readonly reports: ReadReports;
  readonly trend: ReadTrend;
  readonly takeSnapshot: TakeSnapshot;
  readonly check: CheckInstallation;
  readonly watch: Watch;
  readonly aws: ReadAws;
  readonly activations: ManageActivations;
  readonly awsPolicy: PrintAwsPolicy;
  readonly sync: SyncAws;
  readonly plans: PlanAws;
  readonly applyPlan: ApplyPlan;
  readonly maintenance: Maintenance;
  readonly diagnose: Diagnose;
  /** Resolves where a durable write is possible now; throws AppError `storage-unavailable` otherwise. */
  readonly ready: () => Promise<void>;
}
