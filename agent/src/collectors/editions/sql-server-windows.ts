import type { EditionEvidence } from '@coreledger/shared/edition-evidence.ts';
import type { Host, RegistryKey } from '../../host/host.ts';
import type { FieldReader } from '../field-reader.ts';
import { boundedText } from '../text.ts';
import type { Detector } from './detector.ts';
import { evidenceOf } from './evidence.ts';

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
 * may be of different editions. Whether an instance runs makes no difference. A key that cannot be read leaves its own
 * instance unknown, with the reason, and no other.
 */
export const sqlServerWindows: Detector = {
  name: 'sql-server',
  platform: 'win32',
  async detect(host, _soFar, files) {
    const found: EditionEvidence[] = [];
    for (const root of ROOTS) {
      const names = await readKey(host, files, `${root}\\Instance Names`, 'tree');
      for (const component of COMPONENTS) {
        const list = names.key?.subkeys.find(({ name }) => name.toUpperCase() === component.list);
        for (const { name: instance, data: id } of list?.values.values() ?? []) {
          if (!/^[\w.$-]{1,128}$/.test(id)) continue;
          const setup = await readKey(host, files, `${root}\\${id}\\Setup`, 'values');
          const cluster = await readKey(host, files, `${root}\\${id}\\Cluster`, 'values');
          found.push(instanceEvidence({ root, id, instance, component, setup, cluster }));
        }
      }
    }
    return found.length === 0 ? undefined : found;
  },
};

/** A key, undefined where it is absent or cannot be read; `error` says the latter. */
interface KeyReading {
  readonly key: RegistryKey | undefined;
  readonly error: string | null;
}

async function readKey(
  host: Host,
  files: FieldReader,
  path: string,
  extent: 'tree' | 'values',
): Promise<KeyReading> {
  try {
    return { key: await host.registry(path, extent), error: null };
  } catch (error) {
    files.failedWith(error);
    return { key: undefined, error: error instanceof Error ? error.message : String(error) };
  }
}

interface Instance {
  readonly root: string;
  readonly id: string;
  readonly instance: string;
  readonly component: Component;
  readonly setup: KeyReading;
  readonly cluster: KeyReading;
}

function instanceEvidence({ root, id, instance, component, setup, cluster }: Instance): EditionEvidence {
  const text = (name: string) => setup.key?.values.get(name)?.data;
  const edition = boundedText(text('edition'), 256);
  const location = `${root}\\${id}`;
  return evidenceOf('sql-server', {
    product: component.product,
    edition,
    version: boundedText(text('patchlevel'), 128) ?? text('version'),
    instance,
    location,
    // An instance that is listed but has no Setup key may be what a removal left behind.
    confidence: edition === null ? 'low' : 'high',
    evidence: [
      [`${root}\\Instance Names\\${component.list}`, `${instance}=${id}`],
      ...(setup.key === undefined && setup.error === null
        ? []
        : [[`${location}\\Setup`, setup.error ?? (edition === null ? null : `Edition=${edition}`)] as const]),
    ],
    attributes: {
      component: component.component,
      instanceId: id,
      editionType: text('editiontype'),
      setupVersion: text('version'),
      clustered: isClustered(setup, cluster),
      bits: root === ROOTS[0] ? '64' : '32',
    },
  });
}

function isClustered(setup: KeyReading, cluster: KeyReading): 'yes' | 'no' | null {
  if (setup.key === undefined) return null;
  if (setup.key.values.get('sqlcluster')?.data === '1' || cluster.key?.values.has('clustername'))
    return 'yes';
  return cluster.error === null ? 'no' : null;
}
