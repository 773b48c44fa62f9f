import type { Page, PageRequest } from './page.ts';

/** One change and who made it. Entries are only ever added. */
export interface AuditEntry {
  readonly at: number;
  /** `key:<id>`, `agent:<id>`, `cli`, `collector`. */
  readonly actor: string;
  readonly action: string;
  readonly subject: string;
  readonly reason: string | null;
  readonly detail: Readonly<Record<string, string | number | boolean | null>>;
}

/**
 * A change of what the stores keep is written together with its entry, by the store that makes it, so that neither stands without
 * the other. `add` is for what happens elsewhere (a call to AWS) or is noticed (a clock set back).
 */
export interface AuditLog {
  add(entry: AuditEntry): Promise<void>;
  list(
    page: PageRequest & { subject?: string | undefined },
  ): Promise<Page<AuditEntry & { readonly entryId: number }>>;
}
