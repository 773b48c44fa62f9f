import type { FieldReader } from '../field-reader.ts';
import type { Detector } from './detector.ts';
import { evidenceOf } from './evidence.ts';

const CONSUMER = '/etc/pki/consumer/cert.pem';
const PRODUCTS = ['/etc/pki/product-default', '/etc/pki/product'];
const ENTITLEMENTS = '/etc/pki/entitlement';
const PURPOSE = '/etc/rhsm/syspurpose/syspurpose.json';
const UUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/;

/** How RHEL is subscribed: the consumer's certificate (its key is not read), product certificates, the purpose that was set. */
export const rhelSubscription: Detector = {
  name: 'rhel-subscription',
  platform: 'linux',
  async detect(host, { operatingSystem }, files) {
    const system = operatingSystem?.status === 'present' ? operatingSystem.value : undefined;
    const registered = host.kind(CONSUMER) !== 'absent';
    if (system?.id !== 'rhel' && !registered) return undefined;
    const purpose = parsePurpose(files.text(PURPOSE));
    const products = PRODUCTS.flatMap((folder) => pemNumbers(files, folder));
    const entitlements = files.list(ENTITLEMENTS).filter((name) => /^\d+\.pem$/.test(name)).length;
    return [
      evidenceOf('rhel-subscription', {
        product: 'Red Hat Enterprise Linux',
        edition: purpose.role,
        version: system?.versionId,
        location: '/etc/pki/consumer',
        confidence: registered ? 'high' : 'medium',
        evidence: [
          ...(registered
            ? [[CONSUMER, 'registered'] as const]
            : [['/etc/os-release', 'not registered'] as const]),
          ...(purpose.role === undefined ? [] : [[PURPOSE, purpose.role] as const]),
        ],
        attributes: {
          registered: registered ? 'yes' : 'no',
          consumerId: registered ? consumerId(files.text(CONSUMER)) : null,
          productIds: [...new Set(products)].join(' '),
          entitlementCertificates: String(entitlements),
          serviceLevel: purpose.service_level_agreement,
          usage: purpose.usage,
        },
      }),
    ];
  },
};

function pemNumbers(files: FieldReader, folder: string): string[] {
  return files.list(folder).flatMap((name) => /^(\d+)\.pem$/.exec(name)?.[1] ?? []);
}

/** The subject's common name, which the server makes a uuid. */
function consumerId(pem: string | null): string | null {
  const body = /-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]+)-----END/.exec(pem ?? '')?.[1];
  if (body === undefined) return null;
  try {
    return UUID.exec(atob(body.replace(/\s+/g, '')))?.[0] ?? null;
  } catch {
    return null;
  }
}

function parsePurpose(
  text: string | null,
): Partial<Record<'role' | 'service_level_agreement' | 'usage', string>> {
  try {
    const purpose: unknown = JSON.parse(text ?? '{}');
    if (typeof purpose !== 'object' || purpose === null) return {};
    return Object.fromEntries(
      Object.entries(purpose).filter(([, value]) => typeof value === 'string' && value !== ''),
    );
  } catch {
    return {};
  }
}
