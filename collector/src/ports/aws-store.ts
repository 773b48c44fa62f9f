import type {
  AwsScope,
  InventoriedResource,
  InventoryCapture,
  InventoryEntries,
  InventoryItem,
  LicenseAssociation,
  LicenseConfiguration,
  LicenseOperationFailure,
  LicenseUsage,
  ManagedInstance,
  ReceivedGrant,
  ReceivedLicense,
  ReportGenerator,
  ServiceSettings,
} from '../reconciliation/aws-facts.ts';
import type { AuditEntry } from './audit-log.ts';
import type { Page, PageRequest } from './page.ts';

/** Tags of a configuration: from another call than the configuration itself, so that one can fail without the other. */
export interface LicenseTags extends AwsScope {
  readonly configurationArn: string;
  readonly tags: Readonly<Record<string, string>>;
}

/** What is kept of AWS, by kind. */
export interface AwsFacts {
  readonly 'managed-instance': ManagedInstance;
  readonly inventory: InventoryItem;
  readonly 'license-configuration': LicenseConfiguration;
  readonly 'organization-configuration': LicenseConfiguration;
  readonly 'license-tags': LicenseTags;
  readonly usage: LicenseUsage;
  readonly association: LicenseAssociation;
  readonly failure: LicenseOperationFailure;
  readonly resource: InventoriedResource;
  readonly settings: ServiceSettings;
  readonly 'report-generator': ReportGenerator;
  readonly 'received-license': ReceivedLicense;
  readonly 'received-grant': ReceivedGrant;
}

export type AwsKind = keyof AwsFacts;

/** What is read in one go, and so is complete or not. `part`: an inventory type or a configuration's ARN; else empty. */
export interface AwsUnit extends AwsScope {
  readonly kind: AwsKind;
  readonly part: string;
}

/** Times are epoch milliseconds. A unit that was never read to its end has no `lastSuccessAt`. */
export interface UnitFreshness extends AwsUnit {
  readonly lastSuccessAt: number | null;
  readonly lastAttemptAt: number;
  /** Since when what is kept may no longer be so; null: the last attempt was complete. */
  readonly staleSince: number | null;
  readonly error: string | null;
}

export interface SyncRun {
  readonly runId: string;
  readonly actor: string;
  readonly startedAt: number;
  readonly finishedAt: number | null;
  /** JSON of the run's report; null while it runs. */
  readonly report: string | null;
}

/** Where a source led when it last could be asked. */
export interface SourceScope extends AwsScope {
  readonly source: string;
  readonly lastAttemptAt: number;
  /** Since when it has not said who it is; null: it did at the last attempt. */
  readonly failingSince: number | null;
  readonly error: string | null;
}

export interface FactQuery {
  readonly at: number;
  readonly account?: string | undefined;
  readonly region?: string | undefined;
  readonly part?: string | undefined;
}

/** History of what AWS said, by intervals. Facts that a partial sync did not meet again stay as they were. */
export interface AwsStore {
  /** Adds facts as seen by the run that began at `runAt`; resolves once on disk. */
  put<Kind extends AwsKind>(
    unit: AwsUnit & { readonly kind: Kind },
    facts: readonly AwsFacts[Kind][],
    runAt: number,
  ): Promise<void>;
  /** The unit was read to its end: what this run did not see has ended. */
  complete(unit: AwsUnit, runAt: number): Promise<void>;
  /** The unit was not read to its end: all stands, stale. */
  fail(unit: AwsUnit, runAt: number, error: string): Promise<void>;
  /** Every known unit of an account and Region could not be read. */
  failScope(scope: AwsScope, runAt: number, error: string): Promise<void>;
  /** Ends the parts of a kind that are no longer there. */
  retainParts(scope: AwsScope, kind: AwsKind, parts: readonly string[], runAt: number): Promise<void>;
  /** Ends all that stands of an account and Region; how many facts that were. */
  forget(scope: AwsScope, at: number, entryOf: (facts: number) => AuditEntry): Promise<number>;
  /** As of an instant, out of the history of reads; the present where left out. */
  freshness(at?: number): Promise<readonly UnitFreshness[]>;
  /** In order of account, Region, part and key. */
  facts<Kind extends AwsKind>(kind: Kind, query: FactQuery): Promise<readonly AwsFacts[Kind][]>;
  page<Kind extends AwsKind>(kind: Kind, query: FactQuery & PageRequest): Promise<Page<AwsFacts[Kind]>>;
  /** The inventory without its entries, by instance and type. */
  captures(query: FactQuery): Promise<readonly InventoryCapture[]>;
  entriesOf(contentNo: number): Promise<InventoryEntries>;
  rememberScope(scope: Omit<SourceScope, 'failingSince'>): Promise<void>;
  scopes(): Promise<readonly SourceScope[]>;
  startRun(run: Pick<SyncRun, 'runId' | 'actor' | 'startedAt'>): Promise<void>;
  finishRun(runId: string, finishedAt: number, report: string): Promise<void>;
  runs(page: PageRequest): Promise<Page<SyncRun>>;
}
