import type { EditionEvidence } from '@coreledger/shared/edition-evidence.ts';
import type { FieldReader } from '../field-reader.ts';
import { attributeOf, descendants, type XmlElement } from '../xml.ts';
import type { Detector } from './detector.ts';
import { evidenceOf } from './evidence.ts';
import { oracleHomes } from './oracle-inventory.ts';
import { readXml } from './read-xml.ts';

/** Usual middleware homes beside those of the central inventory. */
const USUAL = [
  '/u01/oracle',
  '/u01/app/oracle/middleware',
  '/u01/app/oracle/Middleware',
  '/opt/oracle/middleware',
  '/opt/oracle/Middleware',
  '/opt/bea',
];
const MAX_DOMAINS = 20;

/**
 * WebLogic Server of 12c and later (`inventory/registry.xml`) and 11g (`registry.xml`). No file records the edition: clusters
 * in a domain, which the Standard Edition has not, are said beside it.
 */
export const weblogic: Detector = {
  name: 'weblogic',
  platform: 'linux',
  async detect(_host, _soFar, files) {
    const homes = new Set([...(await oracleHomes(files)).map(({ path }) => path), ...USUAL]);
    const found: EditionEvidence[] = [];
    for (const home of homes) {
      for (const file of [`${home}/inventory/registry.xml`, `${home}/registry.xml`]) {
        const document = await readXml(files, file);
        const server = document === null ? undefined : serverIn(document);
        if (server === undefined) continue;
        const clusters = await clustersOf(files, home);
        found.push(
          evidenceOf('weblogic', {
            product: 'Oracle WebLogic Server',
            version: server.version,
            location: home,
            confidence: 'medium',
            evidence: [
              [file, `${server.name} ${server.version ?? ''}`],
              ...clusters.map((path) => [path, 'cluster'] as const),
            ],
            attributes: {
              distribution: server.name,
              infrastructure: /for FMW|Infrastructure/i.test(server.name) ? 'yes' : null,
              clusters: clusters.length === 0 ? null : 'configured',
            },
          }),
        );
        break;
      }
    }
    return found.length === 0 ? undefined : found;
  },
};

function serverIn(document: XmlElement): { name: string; version: string | null } | undefined {
  const candidates = [...descendants(document, 'distribution', 4), ...descendants(document, 'component', 6)];
  for (const candidate of candidates) {
    const name = attributeOf(candidate, 'name') ?? '';
    const status = attributeOf(candidate, 'status');
    if (!/^WebLogic Server/i.test(name) || (status !== null && status !== 'installed')) continue;
    return { name, version: attributeOf(candidate, 'version') };
  }
  return undefined;
}

/** Configurations with clusters, of the domains that the home knows. Their text holds credentials: only this is looked for. */
async function clustersOf(files: FieldReader, home: string): Promise<string[]> {
  const registry = await readXml(files, `${home}/domain-registry.xml`);
  const domains = registry === null ? [] : descendants(registry, 'domain', 3);
  if (domains.length > MAX_DOMAINS)
    files.passedOver(`${home}: ${domains.length} domains, of which ${MAX_DOMAINS} were read`);
  return domains.slice(0, MAX_DOMAINS).flatMap((domain) => {
    const location = attributeOf(domain, 'location');
    const file = `${location}/config/config.xml`;
    return location !== null && /<cluster>\s*<name>/.test(files.text(file) ?? '') ? [file] : [];
  });
}
