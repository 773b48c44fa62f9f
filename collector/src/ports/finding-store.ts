import type { Finding } from '../reconciliation/finding.ts';
import type { AuditEntry } from './audit-log.ts';
import type { Page, PageRequest } from './page.ts';

export type FindingState = 'open' | 'acknowledged' | 'resolved';

/** A finding with its life. Times are epoch milliseconds. */
export interface TrackedFinding extends Finding {
  readonly state: FindingState;
  /** When this spell of it began; an earlier, resolved spell stays in the history. */
  readonly since: number;
  readonly lastSeenAt: number;
  readonly resolvedAt: number | null;
  readonly acknowledgement: {
    readonly by: string;
    readonly reason: string;
    readonly until: number | null;
  } | null;
}

export interface FindingEvent {
  readonly at: number;
  readonly event: 'opened' | 'changed' | 'acknowledged' | 'resolved' | 'reopened';
  readonly actor: string;
  readonly reason: string | null;
}

export interface FindingStore {
  /**
   * Makes the open findings equal to `found`: new ones open, those not found any more are resolved — but for those that
   * `judged` says could not be judged this time, which stay as they are.
   */
  track(
    found: readonly Finding[],
    judged: (finding: Finding) => boolean,
    at: number,
  ): Promise<{ opened: number; resolved: number }>;
  list(
    page: PageRequest & {
      state?: FindingState | undefined;
      kind?: string | undefined;
      hostId?: string | undefined;
      license?: string | undefined;
    },
  ): Promise<Page<TrackedFinding>>;
  byKey(
    key: string,
  ): Promise<{ readonly finding: TrackedFinding; readonly history: readonly FindingEvent[] } | undefined>;
  /** False, and no entry, where none of that key is open. */
  acknowledge(
    key: string,
    acknowledgement: { by: string; reason: string; until: number | null },
    at: number,
    entry: AuditEntry,
  ): Promise<boolean>;
}
