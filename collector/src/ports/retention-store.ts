/** What one batch took away. */
export interface PrunedHosts {
  readonly reports: number;
  readonly sections: number;
  /** Where the next batch begins; null after the last. */
  readonly next: number | null;
}

/** Takes away history that no answer within the kept window needs. Every call is one short transaction. */
export interface RetentionStore {
  /** The earliest instant that is answered, epoch milliseconds; null where all history is kept. */
  horizon(): Promise<number | null>;
  /** From now on earlier instants are refused; it never goes back. */
  raiseHorizon(at: number): Promise<void>;
  /** When the oldest report that is still held was received; null where there is none. */
  oldestReportAt(): Promise<number | null>;
  /**
   * Reports and superseded sections of some hosts from before the horizon. The last report before it stays, and all since, so that
   * what stood at the horizon can be verified; where a section could not be read then, so do all since it last could.
   */
  pruneHosts(after: number, limit: number): Promise<PrunedHosts>;
  /** Facts of AWS, reads of it, imported placements and wrong clocks that ended before the horizon; how many, 0 when none is left. */
  pruneEnded(limit: number): Promise<number>;
  /** Contents and sets nothing refers to any more, some at a time; does nothing where none can be there. */
  sweep(limit: number): AsyncIterable<number>;
}
