import type { HostChange, HostStanding } from '../identity/host-change.ts';
import type { AuditEntry } from './audit-log.ts';

/** A decision on a host, and its entry in the audit log, told from how the host stood before. */
export interface HostDecision {
  readonly hostId: string;
  readonly change: HostChange;
  readonly at: number;
  readonly entryOf: (before: HostStanding) => AuditEntry;
}

/** What operators decide of hosts. Every decision has its time and is kept when it is undone: the past stays what it was. */
export interface HostAdminStore {
  /** By id, else every host of that name; retired and merged ones too. */
  find(idOrName: string): Promise<readonly HostStanding[]>;
  /** Hosts that count no more, by name and id. */
  absent(): Promise<readonly HostStanding[]>;
  /** Done, or refused with the objection, judged in the transaction that writes. */
  decide(decision: HostDecision): Promise<{ readonly objection: string | null }>;
}
