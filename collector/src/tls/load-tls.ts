import { createHash, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import type { Config } from '../config.ts';
import { AppError } from '../errors.ts';
import { checkCertificates } from './check-certificates.ts';
import { ensureOwnCertificates, type TlsFiles } from './own-ca.ts';

export interface Tls {
  readonly certificate: string;
  readonly key: string;
  /** PEM of the CA that agents pin. */
  readonly ca: string;
  /** SHA-256 (hex) of the CA's SubjectPublicKeyInfo. */
  readonly caPin: string;
  readonly files: TlsFiles;
  /** What agents may stumble over, for the operator. */
  readonly warnings: readonly string[];
}

/**
 * The server's TLS material, made where the configuration leaves it to us; null for plain HTTP on loopback. Throws AppError
 * `invalid-config` for files that cannot be read or do not belong together.
 */
export async function loadTls(config: Config, now: number): Promise<Tls | null> {
  if (config.tls === 'off') return null;
  const files =
    config.tls === 'auto'
      ? await ensureOwnCertificates(join(config.dataDir, 'tls'), serverNames(config), now)
      : config.tls;
  const [certificate, key, ca] = [readPem(files.certificate), readPem(files.key), readPem(files.ca)];
  const expected = { names: namesOfUrls(config), now };
  const warnings = checkCertificates({ certificate, key, ca }, files, expected);
  return { certificate: withCa(certificate, ca), key, ca, caPin: pinOf(ca), files, warnings };
}

/** The names agents may use: those of the configured URLs, this host's, and loopback. */
function serverNames(config: Config): string[] {
  return [...new Set([...namesOfUrls(config), hostname(), 'localhost', '127.0.0.1', '::1'])];
}

function namesOfUrls({ urls }: Config): string[] {
  return urls.map((url) => new URL(url).hostname.replace(/^\[|\]$/g, ''));
}

function pinOf(ca: string): string {
  const spki = new X509Certificate(ca).publicKey.export({ type: 'spki', format: 'der' });
  return createHash('sha256').update(spki).digest('hex');
}

/** When the server's certificate and its CA end, epoch milliseconds, and what else agents may stumble over. */
export function certificatesInUse({ certificate, ca, warnings }: Tls) {
  const end = (pem: string) => Date.parse(new X509Certificate(pem).validTo);
  return { server: end(certificate), ca: end(ca), warnings };
}

/** Agents find the pinned CA in the chain, so it is sent along. */
function withCa(chain: string, ca: string): string {
  const sent = chain.replace(/\s/g, '');
  return sent.includes(ca.trim().replace(/\s/g, '')) ? chain : `${chain.trim()}\n${ca}`;
}

function readPem(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new AppError('invalid-config', `cannot read ${file}: ${(error as Error).message}`);
  }
}
