import { createHash, X509Certificate } from 'node:crypto';
import type { DetailedPeerCertificate, TLSSocket } from 'node:tls';
import type { Route } from './post.ts';
import { whyUnreachable } from './why-unreachable.ts';

export type PinnedAuthority =
  | { readonly kind: 'found'; readonly ca: string }
  | { readonly kind: 'mismatch'; readonly why: string }
  | { readonly kind: 'unreachable'; readonly why: string };

/**
 * Looks at the certificates a collector shows, sending nothing of ours, and gives the authority whose public key has the
 * pinned SHA-256. Nothing is trusted by this alone: every later connection verifies the whole chain and the name against it.
 */
export async function pinnedAuthority(
  url: string,
  pin: string,
  route: Omit<Route, 'ca'>,
): Promise<PinnedAuthority> {
  const { Agent, request } = await import('node:https');
  const agent = new Agent({ proxyEnv: { ...route.proxyEnv }, keepAlive: false });
  const signal = AbortSignal.any([route.stop, AbortSignal.timeout(route.timeoutMs)]);
  return new Promise((resolve) => {
    const probe = request(url, { method: 'HEAD', agent, signal, rejectUnauthorized: false }, (response) => {
      const socket = response.socket as TLSSocket;
      const found = authorities(socket.getPeerCertificate(true)).find((ca) => publicKeyHash(ca) === pin);
      probe.destroy();
      const host = new URL(url).host;
      resolve(
        found === undefined
          ? {
              kind: 'mismatch',
              why: `${host} shows no certificate authority with the pinned key: this is not the collector that made the token, or something between intercepts TLS`,
            }
          : { kind: 'found', ca: found.toString() },
      );
    });
    probe.on('error', (error) =>
      resolve({ kind: 'unreachable', why: `${url}: ${whyUnreachable(error, route, new URL(url))}` }),
    );
    probe.end();
  });
}

function authorities(leaf: DetailedPeerCertificate): X509Certificate[] {
  const chain: X509Certificate[] = [];
  const seen = new Set<string>();
  for (
    let link = leaf;
    link?.raw !== undefined && !seen.has(link.fingerprint256);
    link = link.issuerCertificate
  ) {
    seen.add(link.fingerprint256);
    chain.push(new X509Certificate(link.raw));
  }
  return chain.filter(({ ca }) => ca);
}

function publicKeyHash(certificate: X509Certificate): string {
  const spki = certificate.publicKey.export({ type: 'spki', format: 'der' });
  return createHash('sha256').update(spki).digest('hex');
}
