import { JOIN_TOKEN_PREFIX, type JoinToken } from '@coreledger/shared/join-token.ts';
import { AppError } from '../errors.ts';
import type { Clock } from '../ports/clock.ts';
import type { Random } from '../ports/random.ts';
import type { Signatures } from '../ports/signatures.ts';
import type { JoinTokenRecord, TokenStore } from '../ports/token-store.ts';
import { isCidr } from './address-in-cidr.ts';

export interface NewToken {
  readonly maxUses: number;
  readonly validMs: number;
  readonly description: string | null;
  readonly hostPattern: string | null;
  readonly cidrs: readonly string[];
  readonly actor: string;
}

export interface ManageTokens {
  /** Where hosts that enrol will look for this collector. */
  readonly urls: readonly string[];
  /** The token text is given here once and never again. Throws AppError `bad-request` for what is no CIDR. */
  create(token: NewToken): Promise<{ tokenId: string; token: string; expiresAt: number }>;
  list(): Promise<readonly JoinTokenRecord[]>;
  /** Throws AppError `not-found`. */
  revoke(tokenId: string, actor: string): Promise<void>;
}

/** `reach`: where agents find this collector and the CA they pin. */
export function createManageTokens(parts: {
  tokens: TokenStore;
  signatures: Signatures;
  clock: Clock;
  random: Random;
  reach: { readonly urls: readonly string[]; readonly caPin: string | null };
}): ManageTokens {
  const { tokens, signatures, clock, random, reach } = parts;
  return {
    urls: reach.urls,
    async create({ maxUses, validMs, description, hostPattern, cidrs, actor }) {
      for (const cidr of cidrs)
        if (!isCidr(cidr))
          throw new AppError('bad-request', `${cidr} is no address block like 10.20.0.0/16 or 2001:db8::/32`);
      const at = clock.now();
      const secret = random.secret();
      const record: JoinTokenRecord = {
        tokenId: random.uuid(),
        secretHash: signatures.sha256(secret),
        description,
        maxUses,
        uses: 0,
        createdAt: at,
        expiresAt: at + validMs,
        revokedAt: null,
        hostPattern,
        cidrs,
      };
      await tokens.add(record, {
        at,
        actor,
        action: 'token.create',
        subject: `token:${record.tokenId}`,
        reason: description,
        detail: { maxUses, expiresAt: record.expiresAt, hostPattern, cidrs: cidrs.join(' ') },
      });
      const content: JoinToken = { urls: [...reach.urls], ca: reach.caPin, secret };
      const text = `${JOIN_TOKEN_PREFIX}${toBase64Url(JSON.stringify(content))}`;
      return { tokenId: record.tokenId, token: text, expiresAt: record.expiresAt };
    },
    list: () => tokens.list(),
    async revoke(tokenId, actor) {
      const at = clock.now();
      const entry = {
        at,
        actor,
        action: 'token.revoke',
        subject: `token:${tokenId}`,
        reason: null,
        detail: {},
      };
      if (!(await tokens.revoke(tokenId, at, entry)))
        throw new AppError('not-found', `no usable join token ${tokenId}`);
    },
  };
}

function toBase64Url(text: string): string {
  const binary = Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join('');
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}
