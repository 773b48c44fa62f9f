import type { JoinToken } from '@coreledger/shared/join-token.ts';
import { JOIN_TOKEN_PREFIX } from '@coreledger/shared/wire.ts';
import { collectorUrl } from './collector-url.ts';

const DAMAGED = 'the join token is damaged: copy the whole line that `coreledger token create` printed';

/** The token, or what is wrong with it. Nothing of the secret is repeated. */
export function parseJoinToken(
  text: string,
): { token: JoinToken; fault: null } | { token: null; fault: string } {
  const fault = (why: string) => ({ token: null, fault: why });
  const trimmed = text.trim();
  if (!trimmed.startsWith(JOIN_TOKEN_PREFIX))
    return fault(
      `a join token starts with "${JOIN_TOKEN_PREFIX}": make one with \`coreledger token create\` on the collector`,
    );
  const encoded = trimmed.slice(JOIN_TOKEN_PREFIX.length);
  if (!/^[A-Za-z0-9_-]+$/.test(encoded)) return fault(DAMAGED);
  const value = parseJson(Buffer.from(encoded, 'base64url').toString('utf8'));
  if (typeof value !== 'object' || value === null) return fault(DAMAGED);

  const { urls, ca, secret, ...rest } = value as Record<string, unknown>;
  if (Object.keys(rest).length > 0 || typeof secret !== 'string' || !/^[A-Za-z0-9_-]{43}$/.test(secret))
    return fault(DAMAGED);
  if (ca !== null && (typeof ca !== 'string' || !/^[0-9a-f]{64}$/.test(ca))) return fault(DAMAGED);
  if (!Array.isArray(urls) || urls.length < 1 || urls.length > 8) return fault(DAMAGED);

  const checked = urls.map((url) => collectorUrl(String(url)));
  const bad = checked.find((url) => url.fault !== null);
  if (bad?.fault) return fault(`the join token names a collector that cannot be used: ${bad.fault}`);
  const good = checked.flatMap(({ url }) => (url === null ? [] : [url]));
  if (ca === null && good.some((url) => url.startsWith('https:')))
    return fault(
      'the join token pins no certificate authority, which is allowed for plain HTTP on loopback alone',
    );
  return { token: { urls: good, ca, secret }, fault: null };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
