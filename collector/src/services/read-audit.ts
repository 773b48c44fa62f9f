import type { AuditEntry, AuditLog } from '../ports/audit-log.ts';
import type { Page, PageRequest } from '../ports/page.ts';

export interface ReadAudit {
  list(
    page: PageRequest & { subject?: string | undefined },
  ): Promise<Page<AuditEntry & { readonly entryId: number }>>;
}

export function createReadAudit({ audit }: { audit: AuditLog }): ReadAudit {
  return { list: (page) => audit.list(page) };
}
