/** A position as it was computed, kept as it was known then. Times are epoch milliseconds. */
export interface Snapshot {
  readonly license: string;
  readonly name: string;
  readonly unit: string | null;
  readonly at: number;
  readonly owned: number | null;
  /** On-premises and in AWS together, in the license's unit. */
  readonly consumed: number;
  readonly worstCase: number | null;
  readonly balance: number | null;
  readonly state: string;
  readonly unmeasurable: number;
  readonly hosts: number;
  readonly hostsKnown: number;
}

/** One license on one day (UTC): its last snapshot, and the highest of the day. */
export interface DaySnapshot extends Snapshot {
  readonly day: string;
  readonly peak: number;
  readonly peakAt: number;
}

export interface SnapshotStore {
  /** Takes the place of the day's last snapshot; the day's peak only rises. */
  add(snapshots: readonly Snapshot[]): Promise<void>;
  /** Days of a license from one to another (both included), oldest first. */
  days(license: string, fromDay: string, toDay: string): Promise<readonly DaySnapshot[]>;
  /** Ids of every license that ever had a snapshot. */
  licenses(): Promise<readonly string[]>;
}
