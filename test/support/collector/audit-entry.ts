import type { AuditEntry } from '../../../collector/src/ports/audit-log.ts';

/** What a store that is written to directly puts on record. */
export const ENTRY: AuditEntry = {
  at: 0,
  actor: 'test',
  action: 'test',
  subject: 'test',
  reason: null,
  detail: {},
};
