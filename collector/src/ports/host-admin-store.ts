import type { HostChange, HostStanding } from '../identity/host-change.ts';

/** What operators decide of hosts. Every decision has its time and is kept when it is undone: the past stays what it was. */
export interface HostAdminStore {
  /** By id, else every host of that name; retired and merged ones too. */
  find(idOrName: string): Promise<readonly HostStanding[]>;
  /** Hosts that count no more, by name and id. */
  absent(): Promise<readonly HostStanding[]>;
  /** Done, or refused with the objection, judged in the transaction that writes. */
  change(hostId: string, change: HostChange, at: number): Promise<{ readonly objection: string | null }>;
}
