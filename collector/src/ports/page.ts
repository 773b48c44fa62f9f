/** Keyset paging: `after` is the cursor of the page before, opaque to callers. */
export interface PageRequest {
  readonly limit: number;
  readonly after?: string | undefined;
}

export interface Page<Row> {
  readonly items: readonly Row[];
  /** Cursor for the next page; null after the last. */
  readonly next: string | null;
}
