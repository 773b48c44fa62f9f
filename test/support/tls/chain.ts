import 'reflect-metadata';
import type { webcrypto } from 'node:crypto';
import * as x509 from '@peculiar/x509';

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const DAY_MS = 86_400_000;

export interface Issued {
  readonly certificate: string;
  readonly key: string;
}

/** A root, an intermediate under it and a server's certificate under that, as a company's own authority gives them out. */
export async function companyChain(
  name: string,
): Promise<{ root: Issued; intermediate: Issued; server: Issued }> {
  const root = await issue('CN=Company Root', undefined, { ca: true });
  const intermediate = await issue('CN=Company Issuing', root, { ca: true });
  const server = await issue(`CN=${name}`, intermediate, { ca: false, name });
  return { root: root.issued, intermediate: intermediate.issued, server: server.issued };
}

interface Signer {
  readonly subject: string;
  readonly keys: webcrypto.CryptoKeyPair;
  readonly issued: Issued;
}

async function issue(
  subject: string,
  by: Signer | undefined,
  { ca, name }: { readonly ca: boolean; readonly name?: string },
): Promise<Signer> {
  const keys = (await crypto.subtle.generateKey(ALGORITHM, true, [
    'sign',
    'verify',
  ])) as webcrypto.CryptoKeyPair;
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: Buffer.from(crypto.getRandomValues(new Uint8Array(8))).toString('hex'),
    subject,
    issuer: by?.subject ?? subject,
    notBefore: new Date(Date.now() - DAY_MS),
    notAfter: new Date(Date.now() + 90 * DAY_MS),
    signingAlgorithm: ALGORITHM,
    publicKey: keys.publicKey,
    signingKey: (by?.keys ?? keys).privateKey,
    extensions: [
      new x509.BasicConstraintsExtension(ca, undefined, true),
      ...(name === undefined
        ? []
        : [new x509.SubjectAlternativeNameExtension([{ type: 'ip', value: name }])]),
    ],
  });
  const der = await crypto.subtle.exportKey('pkcs8', keys.privateKey);
  const key = x509.PemConverter.encode(der, 'PRIVATE KEY');
  return { subject, keys, issued: { certificate: `${certificate.toString('pem')}\n`, key: `${key}\n` } };
}
