import { AppError } from '../errors.ts';
import type { Page, PageRequest } from '../ports/page.ts';
import type { ReportStore, RetainedReport } from '../ports/report-store.ts';

/** The signed messages behind the figures: what was signed, by which key, and when it was received. */
export interface ReadEvidence {
  reports(hostId: string, page: PageRequest): Promise<Page<RetainedReport>>;
  /** The exact bytes that were signed. Throws AppError `not-found`. */
  body(reportId: string): Promise<Uint8Array>;
}

export function createReadEvidence({ reports }: { reports: ReportStore }): ReadEvidence {
  return {
    reports: (hostId, page) => reports.list(hostId, page),
    async body(reportId) {
      const bytes = await reports.bytesOf(reportId);
      if (bytes === undefined) throw new AppError('not-found', `no report ${reportId} is held`);
      return bytes;
    },
  };
}
