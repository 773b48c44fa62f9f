import { attributeOf, childElements, textOf } from '../xml.ts';
import type { Detector } from './detector.ts';
import { evidenceOf } from './evidence.ts';
import { readXml } from './read-xml.ts';

const PRODUCTS = '/etc/products.d';
/** Name and password of the registration: that it is there says enough, and it is not read. */
const CREDENTIALS = '/etc/zypp/credentials.d/SCCcredentials';

/** The base product of a SUSE system, its modules, and whether it is registered. */
export const suseSubscription: Detector = {
  name: 'suse-subscription',
  platform: 'linux',
  async detect(host, _soFar, files) {
    const base = `${PRODUCTS}/baseproduct`;
    const document = host.kind(base) === 'absent' ? null : await readXml(files, base);
    const [product] = document === null ? [] : childElements(document, 'product');
    const text = (name: string) => textOf(childElements(product, name)[0]);
    const name = text('name');
    if (product === undefined || name === null || !/^SL/.test(name)) return undefined;
    const registered = host.kind(CREDENTIALS) !== 'absent';
    const modules = files
      .list(PRODUCTS)
      .flatMap((file) => /^(.+)\.prod$/.exec(file)?.[1] ?? [])
      .filter((module) => module !== name);
    return [
      evidenceOf('suse-subscription', {
        product: text('summary') ?? 'SUSE Linux Enterprise',
        edition: name,
        version: text('version') ?? attributeOf(product, 'version'),
        location: PRODUCTS,
        confidence: 'high',
        evidence: [
          [base, `${name} ${text('version') ?? ''}`],
          ...(registered ? [[CREDENTIALS, 'registered'] as const] : []),
        ],
        attributes: { registered: registered ? 'yes' : 'no', modules: modules.join(' ') },
      }),
    ];
  },
};
