import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import { AppError } from '../errors.ts';
import type { TlsFiles } from './own-ca.ts';

const PEM_CERTIFICATE = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g;

/**
 * Holds certificate, key and CA against one another, so that what no agent could accept is said at the start and not by
 * every agent. Gives what may be meant as it is. Throws AppError `invalid-config` that names the file and the remedy.
 */
export function checkCertificates(
  pem: { readonly certificate: string; readonly key: string; readonly ca: string },
  files: TlsFiles,
  { names, now }: { readonly names: readonly string[]; readonly now: number },
): string[] {
  const [leaf, ...intermediates] = certificatesOf(pem.certificate, files.certificate);
  const [ca] = certificatesOf(pem.ca, files.ca);
  if (leaf === undefined || ca === undefined) return [];
  if (!leaf.checkPrivateKey(privateKeyOf(pem.key, files.key)))
    throw fault(`${files.key} is not the key of the first certificate in ${files.certificate}`);
  if (!ca.ca)
    throw fault(`${files.ca} is no certificate of an authority (basicConstraints CA:TRUE is missing)`);
  if (!leadsTo(ca, leaf, intermediates))
    throw fault(
      `${files.certificate} does not lead to ${files.ca}: put the server's certificate first, then its intermediates in order`,
    );
  const unnamed = names.filter((name) => !isNamed(leaf, name));
  return [
    ...unnamed.map((name) => `${files.certificate} is not for ${name}: agents that call it so refuse it`),
    ...(Date.parse(leaf.validTo) < now
      ? [`${files.certificate} ended at ${leaf.validTo}: agents refuse it`]
      : []),
    ...(Date.parse(leaf.validFrom) > now ? [`${files.certificate} begins at ${leaf.validFrom}`] : []),
  ];
}

export function isNamed(certificate: X509Certificate, name: string): boolean {
  return (isIP(name) ? certificate.checkIP(name) : certificate.checkHost(name)) !== undefined;
}

function certificatesOf(pem: string, file: string): X509Certificate[] {
  const blocks = pem.match(PEM_CERTIFICATE);
  if (blocks === null) throw fault(`${file} holds no certificate in PEM`);
  try {
    return blocks.map((block) => new X509Certificate(block));
  } catch (error) {
    throw fault(`${file} holds a damaged certificate: ${(error as Error).message}`);
  }
}

function privateKeyOf(pem: string, file: string): KeyObject {
  try {
    return createPrivateKey(pem);
  } catch (error) {
    if (/ENCRYPTED/.test(pem))
      throw fault(
        `${file} is protected by a passphrase: give a key without one (openssl pkey -in … -out …), readable by the collector alone`,
      );
    throw fault(`${file} holds no private key in PEM: ${(error as Error).message}`);
  }
}

function leadsTo(
  ca: X509Certificate,
  leaf: X509Certificate,
  intermediates: readonly X509Certificate[],
): boolean {
  const left = [...intermediates];
  for (let link = leaf; ; ) {
    if (isIssuedBy(link, ca)) return true;
    const at = left.findIndex((candidate) => candidate.ca && isIssuedBy(link, candidate));
    const [next] = at < 0 ? [] : left.splice(at, 1);
    if (next === undefined) return false;
    link = next;
  }
}

function isIssuedBy(certificate: X509Certificate, issuer: X509Certificate): boolean {
  return certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey);
}

function fault(message: string): AppError {
  return new AppError('invalid-config', message);
}
