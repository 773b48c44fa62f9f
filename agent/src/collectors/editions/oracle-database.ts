import type { EditionEvidence } from '@coreledger/shared/edition-evidence.ts';
import type { Host } from '../../host/host.ts';
import type { FieldReader } from '../field-reader.ts';
import { attributeOf, descendants } from '../xml.ts';
import type { Detector } from './detector.ts';
import { evidenceOf } from './evidence.ts';
import { type OracleHome, oracleHomes } from './oracle-inventory.ts';
import { readXml } from './read-xml.ts';

const ORATABS = ['/etc/oratab', '/var/opt/oracle/oratab'];

/**
 * Every home of the central inventories and of oratab: installed counts, running or not. Homes whose own inventory has
 * no database server (clients, grid infrastructure, middleware) are not databases and are left out.
 */
export const oracleDatabase: Detector = {
  name: 'oracle-database',
  platform: 'linux',
  async detect(host, _soFar, files) {
    const homes = await oracleHomes(files);
    const instances = readOratabs(files);
    for (const { home: path, listedIn } of instances) {
      if (homes.some((home) => home.path === path) || host.kind(path) !== 'directory') continue;
      homes.push({ path, name: null, listedIn });
    }
    const found: EditionEvidence[] = [];
    for (const home of homes) {
      const sids = instances.filter((instance) => instance.home === home.path).map(({ sid }) => sid);
      const evidence = await databaseIn(host, files, home, sids);
      if (evidence !== undefined) found.push(evidence);
    }
    return found.length === 0 ? undefined : found;
  },
};

async function databaseIn(
  host: Host,
  files: FieldReader,
  home: OracleHome,
  sids: readonly string[],
): Promise<EditionEvidence | undefined> {
  const components = `${home.path}/inventory/ContentsXML/comps.xml`;
  const document = await readXml(files, components);
  const list = document === null ? [] : descendants(document, 'COMP', 5);
  const server = list.find((component) => attributeOf(component, 'NAME') === 'oracle.server');
  if (document !== null && server === undefined) return undefined;
  const installType = await readInstallType(files, home.path, attributeOf(server, 'VER'));
  const program = `${home.path}/bin/oracle`;
  const hasProgram = host.kind(program) === 'file';
  return evidenceOf('oracle-database', {
    product: 'Oracle Database',
    edition: installType?.value,
    version: attributeOf(server, 'VER'),
    instance: null,
    location: home.path,
    confidence: server === undefined ? 'low' : installType === undefined ? 'medium' : 'high',
    evidence: [
      [home.listedIn, home.name === null ? null : `HOME ${home.name}`],
      ...(server === undefined ? [] : [[components, `oracle.server ${attributeOf(server, 'VER')}`] as const]),
      ...(installType === undefined ? [] : [[installType.file, `InstallType ${installType.value}`] as const]),
      ...(hasProgram ? [[program] as const] : []),
    ],
    attributes: { homeName: home.name, sids: sids.join(' '), program: hasProgram ? 'present' : null },
  });
}

/** What the installer was asked for: 11g and later in a variable, 10g in the context of the component. */
async function readInstallType(files: FieldReader, home: string, version: string | null) {
  const variables = `${home}/inventory/globalvariables/oracle.server/globalvariables.xml`;
  const context = `${home}/inventory/Components21/oracle.server/${version}/context.xml`;
  for (const file of version === null ? [variables] : [variables, context]) {
    const document = await readXml(files, file);
    const variable = (document === null ? [] : descendants(document, 'VAR', 6)).find((candidate) =>
      /^(oracle_install_db_InstallType|s_serverInstallType)$/.test(attributeOf(candidate, 'NAME') ?? ''),
    );
    const value = attributeOf(variable, 'VALUE') ?? attributeOf(variable, 'VAL');
    if (value) return { file, value };
  }
  return undefined;
}

function readOratabs(files: FieldReader) {
  return ORATABS.flatMap((listedIn) =>
    (files.text(listedIn) ?? '').split('\n').flatMap((line) => {
      const [sid = '', home = ''] = line.trim().split(':');
      if (sid === '' || sid.startsWith('#') || !home.startsWith('/')) return [];
      return [{ sid, home: home.replace(/\/$/, ''), listedIn }];
    }),
  );
}
