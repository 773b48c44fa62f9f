export type AlertKind = 'utilization' | 'shortfall' | 'expiry' | 'stale-source' | 'completeness';

/** One thing that is watched, as the last look found it. `between`: inside the hysteresis, whatever it was it stays. */
export interface Condition {
  /** Stable: `utilization 80 sql-standard`. */
  readonly key: string;
  readonly kind: AlertKind;
  readonly severity: 'info' | 'warning' | 'critical';
  readonly license: string | null;
  readonly state: 'raised' | 'between' | 'cleared';
  readonly text: string;
}

export interface AlertRecord {
  readonly key: string;
  readonly kind: AlertKind;
  readonly severity: Condition['severity'];
  readonly license: string | null;
  readonly state: 'raised' | 'resolved';
  readonly text: string;
  /** Epoch ms of the last crossing. */
  readonly since: number;
}

/** What one look changed, as one message; the same `messageId` is the same message, however often it arrives. */
export interface AlertMessage {
  readonly messageId: string;
  readonly at: number;
  readonly alerts: readonly AlertRecord[];
}

export interface OutboxEntry {
  readonly entryNo: number;
  readonly target: string;
  readonly message: AlertMessage;
  readonly attempts: number;
}

export interface AlertStore {
  /**
   * Compares with what was known, keeps what changed and puts one message for each target into the outbox, all in one
   * transaction: a crossing is written once, whenever the process dies. Gives what changed.
   */
  record(
    conditions: readonly Condition[],
    targets: readonly string[],
    messageId: string,
    at: number,
  ): Promise<readonly AlertRecord[]>;
  list(): Promise<readonly AlertRecord[]>;
  /** Undelivered and due, oldest first. */
  due(at: number, limit: number): Promise<readonly OutboxEntry[]>;
  delivered(entryNo: number, at: number): Promise<void>;
  /** Takes out what waits for targets that are none of these, made before the time; gives what went, oldest first. */
  dropOthers(targets: readonly string[], madeBefore: number): Promise<readonly OutboxEntry[]>;
  postponed(entryNo: number, nextAttemptAt: number, error: string): Promise<void>;
}
