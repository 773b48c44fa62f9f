import type { HostIdentity } from '@coreledger/shared/host-identity.ts';
import type { Page, PageRequest } from './page.ts';

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
}

export interface NewAgent {
  readonly agentId: string;
  readonly hostId: string;
  readonly kid: string;
  readonly publicKey: string;
  readonly status: AgentStatus;
  readonly identity: HostIdentity;
  readonly version: string;
  readonly at: number;
  readonly tokenId: string;
}

export interface AgentStore {
  byKid(kid: string): Promise<AgentRecord | undefined>;
  byId(agentId: string): Promise<AgentRecord | undefined>;
  list(page: PageRequest & { status?: AgentStatus | undefined }): Promise<Page<AgentRecord>>;
  /** Adds the agent, its host where `hostId` is new, and takes one use of the token, all or nothing. */
  enroll(agent: NewAgent): Promise<void>;
  setStatus(agentId: string, status: AgentStatus): Promise<boolean>;
  /** Replaces the key; the chain of messages goes on. False for an unknown agent and for a key that was ever in use. */
  rotateKey(agentId: string, key: { kid: string; publicKey: string; at: number }): Promise<boolean>;
}
