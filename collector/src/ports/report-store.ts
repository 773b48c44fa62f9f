import type { HostReport } from '@coreledger/shared/host-report.ts';
import type { UnchangedNotice } from '@coreledger/shared/unchanged-notice.ts';
import type { Page, PageRequest } from './page.ts';

/** What the chain of an agent's messages says of a new one. Every outcome but `replayed` is stored. */
export type Acceptance =
  | { readonly outcome: 'stored'; readonly gap: number; readonly forked: boolean }
  | { readonly outcome: 'duplicate' }
  | { readonly outcome: 'replayed'; readonly lastSequence: number }
  | { readonly outcome: 'content-unknown' };

export interface SignedMessage {
  /** SHA-256 (hex) of the exact bytes that were signed. */
  readonly digest: string;
  /** Detached JWS, as sent. */
  readonly signature: string;
  readonly receivedAt: number;
}

export interface SignedReport extends SignedMessage {
  readonly report: HostReport & { readonly agentId: string; readonly sequence: number };
  readonly contentDigest: string;
  readonly bytes: Uint8Array;
}

export interface SignedNotice extends SignedMessage {
  readonly notice: UnchangedNotice;
}

/** One retained message, with what is needed to verify it again. */
export interface RetainedReport {
  readonly reportId: string;
  readonly agentId: string;
  readonly hostId: string;
  readonly sequence: number;
  readonly digest: string;
  readonly previousDigest: string | null;
  readonly signature: string;
  readonly kid: string;
  readonly observedAt: number;
  readonly receivedAt: number;
}

export interface ReportStore {
  /** Resolves only when the message is on disk. */
  addReport(report: SignedReport): Promise<Acceptance>;
  addNotice(notice: SignedNotice): Promise<Acceptance>;
  list(hostId: string, page: PageRequest): Promise<Page<RetainedReport>>;
  /** The bytes that were signed, rebuilt or as kept; undefined where they are no longer held. */
  bytesOf(reportId: string): Promise<Uint8Array | undefined>;
}
