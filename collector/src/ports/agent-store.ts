import type { HostIdentity } from '@coreledger/shared/host-identity.ts';
import type { HostClaim } from '../identity/choose-host.ts';
import type { ChainDoubt, MergedHosts } from '../reconciliation/find-agent-doubts.ts';
import type { AuditEntry } from './audit-log.ts';
import type { HostDecision } from './host-admin-store.ts';
import type { Page, PageRequest } from './page.ts';

/** `pending`: it looks like a machine that is known under another key; an operator decides. Its reports count meanwhile. */
export type AgentStatus = 'active' | 'pending' | 'revoked';

/** One enrolled agent key. Times are epoch milliseconds. */
export interface AgentRecord {
  readonly agentId: string;
  readonly hostId: string;
  /** RFC 7638 thumbprint of the key. */
  readonly kid: string;
  /** Raw Ed25519 public key, base64url. */
  readonly publicKey: string;
  readonly status: AgentStatus;
  readonly hostName: string;
  readonly version: string;
  readonly enrolledAt: number;
  readonly lastSeenAt: number | null;
  readonly lastSequence: number | null;
  readonly lastDigest: string | null;
  readonly lastContentDigest: string | null;
  /** null: it looked like no known host when it enrolled. */
  readonly claim: HostClaim | null;
}

export type Signer = Pick<AgentRecord, 'agentId' | 'publicKey' | 'status'>;

export interface NewAgent {
  readonly agentId: string;
  readonly hostId: string;
  readonly kid: string;
  readonly publicKey: string;
  readonly status: AgentStatus;
  readonly claim: HostClaim | null;
  readonly identity: HostIdentity;
  readonly version: string;
  readonly at: number;
  readonly tokenId: string;
}

/** `known-key`: it was enrolled meanwhile, `no-use-left`: others took the last uses of the token; then nothing was added. */
export type EnrollmentOutcome = 'enrolled' | 'known-key' | 'no-use-left';

export interface AgentDecision {
  readonly agentId: string;
  /** As the one who decides saw it: it may be another's by now. */
  readonly from: AgentStatus;
  readonly to: AgentStatus;
  readonly host: HostDecision | null;
  readonly entry: AuditEntry;
}

export interface AgentStore {
  byKid(kid: string): Promise<AgentRecord | undefined>;
  /** What has to be known of the sender of a message, and no more: it is asked for every one. */
  signerOf(kid: string): Promise<Signer | undefined>;
  byId(agentId: string): Promise<AgentRecord | undefined>;
  list(page: PageRequest & { status?: AgentStatus | undefined }): Promise<Page<AgentRecord>>;
  /** Adds the agent, its host and the entry, and takes one use of the token, all or nothing. */
  enroll(agent: NewAgent, entry: AuditEntry): Promise<EnrollmentOutcome>;
  /** By agent and kind. */
  chainSince(since: number): Promise<readonly ChainDoubt[]>;
  /**
   * Hosts whose agent's chain of messages forked in the time before an instant, but for keys that were revoked by then. A host that
   * was merged is given as the one that counts for it.
   */
  forkedHosts(at: number, withinMs: number): Promise<ReadonlySet<string>>;
  /** Where both were heard of since that time and since they were merged, by host. */
  mergedReporting(since: number): Promise<readonly MergedHosts[]>;
  /** The agent's new status, what it means for a host, and the entries: all of it, or nothing where there is an objection. */
  decide(decision: AgentDecision): Promise<{ readonly objection: string | null }>;
  /** Replaces the key; the chain of messages goes on. False for an unknown agent and for a key that was ever in use. */
  rotateKey(
    agentId: string,
    key: { kid: string; publicKey: string; at: number },
    entry: AuditEntry,
  ): Promise<boolean>;
}
