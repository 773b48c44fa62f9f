/** What an operator may ask of the store as a whole. */
export interface Maintenance {
  /** Writes a consistent, compact copy while reports go on arriving. Throws AppError `conflict` where the file exists. */
  backup(file: string): Promise<{ readonly bytes: number }>;
  /** Looks at everything, which takes its time on a large database. */
  inspect(): Promise<StoreState>;
  /** The furthest time anything was received or recorded at, epoch milliseconds; null where nothing was. */
  newestStoredAt(): Promise<number | null>;
}

export interface StoreState {
  readonly schemaVersion: number;
  /** Tables, indexes and triggers that are missing, changed or too many. */
  readonly schemaDrift: readonly string[];
  /** Empty where the database is whole. */
  readonly damage: readonly string[];
  readonly bytes: number;
  /** Of the write-ahead log beside the database. */
  readonly logBytes: number;
  /** Free on the file system that holds the database. */
  readonly freeBytes: number;
  readonly hosts: number;
  readonly reports: number;
  readonly newestStoredAt: number | null;
}
