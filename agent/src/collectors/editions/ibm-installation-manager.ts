import { attributeOf, childElements, descendants } from '../xml.ts';
import type { Detector } from './detector.ts';
import { evidenceOf } from './evidence.ts';
import { readXml } from './read-xml.ts';

const REGISTRY = '/etc/.ibm/registry/InstallationManager.dat';
const USUAL_DATA = '/var/ibm/InstallationManager';

/** Every offering that the system's Installation Manager put somewhere; those of users lie in their homes, which are not read. */
export const ibmInstallationManager: Detector = {
  name: 'ibm-installation-manager',
  platform: 'linux',
  async detect(_host, _soFar, files) {
    const stated = /^appDataLocation=(\/.*)$/m.exec(files.text(REGISTRY) ?? '')?.[1]?.trim();
    const list = `${stated ?? USUAL_DATA}/installed.xml`;
    const document = await readXml(files, list);
    if (document === null) return undefined;
    const found = descendants(document, 'location', 3).flatMap((location) =>
      childElements(location, 'package')
        .filter((offering) => attributeOf(offering, 'kind') === 'offering')
        .map((offering) => {
          const name = attributeOf(offering, 'name') ?? attributeOf(offering, 'id') ?? '';
          return evidenceOf('ibm-installation-manager', {
            product: name,
            version: attributeOf(offering, 'version'),
            location: attributeOf(location, 'path') ?? list,
            confidence: 'high',
            evidence: [[list, `${name} ${attributeOf(offering, 'version') ?? ''}`]],
            attributes: { offering: attributeOf(offering, 'id') },
          });
        }),
    );
    return found.length === 0 ? undefined : found;
  },
};
