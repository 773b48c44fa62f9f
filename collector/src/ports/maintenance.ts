/** What an operator may ask of the store as a whole. */
export interface Maintenance {
  /** Writes a consistent, compact copy while reports go on arriving. Throws AppError `conflict` where the file exists. */
  backup(file: string): Promise<{ readonly bytes: number }>;
  inspect(): Promise<StoreState>;
}

export interface StoreState {
  readonly schemaVersion: number;
  /** Empty where the database is whole. */
  readonly damage: readonly string[];
  readonly bytes: number;
  /** Free on the file system that holds the database. */
  readonly freeBytes: number;
  readonly hosts: number;
  readonly reports: number;
  /** Receipt of the newest report, epoch milliseconds. */
  readonly newestReportAt: number | null;
}
