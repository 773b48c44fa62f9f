import 'reflect-metadata';
import { createPrivateKey, type webcrypto, X509Certificate } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { isIP } from 'node:net';
import { join } from 'node:path';
import * as x509 from '@peculiar/x509';
import { isNamed } from './check-certificates.ts';

const DAY_MS = 86_400_000;
const CA_DAYS = 3650;
const SERVER_DAYS = 397;
const RENEW_BEFORE_DAYS = 30;
const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };

export interface TlsFiles {
  readonly certificate: string;
  readonly key: string;
  readonly ca: string;
}

/**
 * The collector's own CA and server certificate, in `<folder>`: made on first start; the server certificate is renewed when it
 * nears its end or lacks one of `names`. Agents pin the CA, so a renewal does not touch them.
 */
export async function ensureOwnCertificates(
  folder: string,
  names: readonly string[],
  now: number,
): Promise<TlsFiles> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const files: TlsFiles = {
    certificate: join(folder, 'server.pem'),
    key: join(folder, 'server.key'),
    ca: join(folder, 'ca.pem'),
  };
  const caKeyFile = join(folder, 'ca.key');
  if (!existsSync(files.ca) || !existsSync(caKeyFile)) await makeCa(files.ca, caKeyFile, now);
  if (!serverCertificateServes(files, names, now)) await makeServer(files, caKeyFile, names, now);
  return files;
}

async function makeCa(certificateFile: string, keyFile: string, now: number): Promise<void> {
  const keys = await crypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: serialNumber(),
    name: 'CN=Coreledger collector CA',
    notBefore: new Date(now - DAY_MS),
    notAfter: new Date(now + CA_DAYS * DAY_MS),
    signingAlgorithm: ALGORITHM,
    keys,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  await writeKey(keyFile, keys.privateKey);
  writeAtomic(certificateFile, `${certificate.toString('pem')}\n`, 0o644);
}

async function makeServer(
  files: TlsFiles,
  caKeyFile: string,
  names: readonly string[],
  now: number,
): Promise<void> {
  const ca = new x509.X509Certificate(readFileSync(files.ca, 'utf8'));
  const caKey = await readKey(caKeyFile);
  const keys = await crypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: serialNumber(),
    subject: `CN=${names[0] ?? 'localhost'}`,
    issuer: ca.subject,
    notBefore: new Date(now - DAY_MS),
    notAfter: new Date(Math.min(now + SERVER_DAYS * DAY_MS, ca.notAfter.getTime())),
    signingAlgorithm: ALGORITHM,
    publicKey: keys.publicKey,
    signingKey: caKey,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      new x509.SubjectAlternativeNameExtension(
        names.map((name) => ({ type: isIP(name) ? 'ip' : 'dns', value: name })),
      ),
      await x509.AuthorityKeyIdentifierExtension.create(ca.publicKey),
    ],
  });
  await writeKey(files.key, keys.privateKey);
  writeAtomic(files.certificate, `${certificate.toString('pem')}\n${ca.toString('pem')}\n`, 0o644);
}

/** Not one that is damaged, or whose key came without it when the power went between the two. */
function serverCertificateServes(files: TlsFiles, names: readonly string[], now: number): boolean {
  try {
    const certificate = new X509Certificate(readFileSync(files.certificate));
    const fresh = Date.parse(certificate.validTo) - now > RENEW_BEFORE_DAYS * DAY_MS;
    const ours = certificate.checkPrivateKey(createPrivateKey(readFileSync(files.key)));
    return fresh && ours && names.every((name) => isNamed(certificate, name));
  } catch {
    return false;
  }
}

/** Positive and 126 bits of chance, as the CA/Browser forum asks at least 64. */
function serialNumber(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[0] = ((bytes[0] ?? 0) & 0x3f) | 0x40;
  return Buffer.from(bytes).toString('hex');
}

async function writeKey(file: string, key: webcrypto.CryptoKey): Promise<void> {
  const der = await crypto.subtle.exportKey('pkcs8', key);
  writeAtomic(file, `${x509.PemConverter.encode(der, 'PRIVATE KEY')}\n`, 0o600);
}

async function readKey(file: string): Promise<webcrypto.CryptoKey> {
  const der = x509.PemConverter.decodeFirst(readFileSync(file, 'utf8'));
  return crypto.subtle.importKey('pkcs8', der, ALGORITHM, true, ['sign']);
}

function writeAtomic(file: string, text: string, mode: number): void {
  const unfinished = `${file}.new`;
  rmSync(unfinished, { force: true });
  const descriptor = openSync(unfinished, 'wx', mode);
  writeSync(descriptor, text);
  fsyncSync(descriptor);
  closeSync(descriptor);
  renameSync(unfinished, file);
}
