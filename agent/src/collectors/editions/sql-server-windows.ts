import type { EditionEvidence } from '@coreledger/shared/edition-evidence.ts';
import type { Host, RegistryKey } from '../../host/host.ts';
import { boundedText } from '../text.ts';
import type { Detector } from './detector.ts';

const ROOTS = [
  'HKLM\\SOFTWARE\\Microsoft\\Microsoft SQL Server',
  'HKLM\\SOFTWARE\\Wow6432Node\\Microsoft\\Microsoft SQL Server',
] as const;

/** Names of the lists below `Instance Names`, and the product each is of. */
const COMPONENTS = [
  { list: 'SQL', component: 'engine', product: 'Microsoft SQL Server' },
  { list: 'OLAP', component: 'analysis', product: 'Microsoft SQL Server Analysis Services' },
  { list: 'RS', component: 'reporting', product: 'Microsoft SQL Server Reporting Services' },
] as const;
type Component = (typeof COMPONENTS)[number];

/**
 * Every instance of every component, each with the edition and version of its own `Setup` key: two instances of one build
 * may be of different editions. Whether an instance runs makes no difference.
 */
export const sqlServerWindows: Detector = {
  name: 'sql-server',
  platform: 'win32',
  async detect(host) {
    const found: EditionEvidence[] = [];
    for (const root of ROOTS) {
      const names = await host.registry(`${root}\\Instance Names`);
      for (const component of COMPONENTS) found.push(...(await instancesOf(host, root, names, component)));
    }
    return found.length === 0 ? undefined : found;
  },
};

async function instancesOf(
  host: Host,
  root: string,
  names: RegistryKey | undefined,
  component: Component,
): Promise<EditionEvidence[]> {
  const list = names?.subkeys.find(({ name }) => name.toUpperCase() === component.list);
  const found: EditionEvidence[] = [];
  for (const { name: instance, data: id } of list?.values.values() ?? []) {
    if (!/^[\w.$-]{1,128}$/.test(id)) continue;
    const setup = await host.registry(`${root}\\${id}\\Setup`, 'values');
    const cluster = await host.registry(`${root}\\${id}\\Cluster`, 'values');
    found.push(
      instanceEvidence({ root, id, instance, component, setup, clustered: isClustered(setup, cluster) }),
    );
  }
  return found;
}

interface Instance {
  readonly root: string;
  readonly id: string;
  readonly instance: string;
  readonly component: Component;
  readonly setup: RegistryKey | undefined;
  readonly clustered: boolean;
}

function instanceEvidence({ root, id, instance, component, setup, clustered }: Instance): EditionEvidence {
  const text = (name: string, maxLength: number) =>
    boundedText(setup?.values.get(name.toLowerCase())?.data, maxLength);
  const edition = text('Edition', 256);
  const location = `${root}\\${id}`;
  const attributes: [string, string | null][] = [
    ['component', component.component],
    ['instanceId', boundedText(id, 512)],
    ['editionType', text('EditionType', 512)],
    ['setupVersion', text('Version', 512)],
    ['clustered', setup === undefined ? null : clustered ? 'yes' : 'no'],
    ['bits', root === ROOTS[0] ? '64' : '32'],
  ];
  return {
    detector: 'sql-server',
    product: component.product,
    edition,
    version: text('PatchLevel', 128) ?? text('Version', 128),
    instance: boundedText(instance, 256),
    location,
    // An instance that is listed but has no Setup key may be what a removal left behind.
    confidence: edition === null ? 'low' : 'high',
    evidence: [
      {
        location: `${root}\\Instance Names\\${component.list}`,
        detail: boundedText(`${instance}=${id}`, 1024),
      },
      ...(setup === undefined
        ? []
        : [{ location: `${location}\\Setup`, detail: edition === null ? null : `Edition=${edition}` }]),
    ],
    attributes: Object.fromEntries(
      attributes.filter((entry): entry is [string, string] => entry[1] !== null),
    ),
  };
}

function isClustered(setup: RegistryKey | undefined, cluster: RegistryKey | undefined): boolean {
  return setup?.values.get('sqlcluster')?.data === '1' || cluster?.values.has('clustername') === true;
}
