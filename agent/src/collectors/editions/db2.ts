import type { EditionEvidence } from '@coreledger/shared/edition-evidence.ts';
import { type Host, HostReadError } from '../../host/host.ts';
import type { Detector } from './detector.ts';
import { evidenceOf } from './evidence.ts';

const USUAL = '/opt/ibm/db2';
const VERSIONS = ['V12.1', 'V11.5', 'V11.1', 'V10.5', 'V10.1', 'V9.7'];
const DB2LS = { paths: ['/usr/local/bin/db2ls'], args: ['-c'], capture: 'db2ls.txt' } as const;
const DB2LICM = {
  paths: VERSIONS.map((version) => `${USUAL}/${version}/adm/db2licm`),
  args: ['-l', 'show', 'detail'],
  capture: 'db2licm.txt',
} as const;

/** Copies that db2ls lists, else those in the usual place; the edition from the license of the newest copy in the usual place. */
export const db2: Detector = {
  name: 'db2',
  platform: 'linux',
  async detect(host) {
    const listed = parseDb2ls((await runIfThere(host, DB2LS)) ?? '');
    const copies = listed.length > 0 ? listed : usualCopies(host);
    if (copies.length === 0) return undefined;
    const licenses = parseDb2licm((await runIfThere(host, DB2LICM)) ?? '');
    const licensed = copies.length === 1 ? copies[0] : copies.find(({ path }) => path === newest(host));
    return copies.flatMap((copy) => {
      const own = copy === licensed && licenses.length > 0 ? licenses : [undefined];
      return own.map(
        (license): EditionEvidence =>
          evidenceOf('db2', {
            product: 'IBM Db2',
            edition: license?.product,
            version: copy.version,
            location: copy.path,
            confidence: license === undefined ? (listed.length > 0 ? 'medium' : 'low') : 'high',
            evidence: [
              [listed.length > 0 ? 'db2ls' : copy.path, `${copy.path} ${copy.version}`],
              ...(license === undefined ? [] : [['db2licm', license.product] as const]),
            ],
            attributes: {
              licenseType: license?.type,
              productIdentifier: license?.identifier,
              expiry: license?.expiry,
            },
          }),
      );
    });
  },
};

async function runIfThere(host: Host, command: Parameters<Host['run']>[0]): Promise<string | undefined> {
  try {
    return await host.run(command);
  } catch (error) {
    if (error instanceof HostReadError && error.failure === 'absent') return undefined;
    throw error;
  }
}

function usualCopies(host: Host) {
  return VERSIONS.map((version) => ({ path: `${USUAL}/${version}`, version: version.slice(1) })).filter(
    ({ path }) => host.kind(`${path}/bin/db2`) === 'file' || host.kind(`${path}/adm/db2licm`) === 'file',
  );
}

function newest(host: Host): string | undefined {
  return VERSIONS.map((version) => `${USUAL}/${version}`).find(
    (path) => host.kind(`${path}/adm/db2licm`) === 'file',
  );
}

/** `db2ls -c`: a head beginning with `#`, then path:version:fix pack:special build:time:user of the installation, which is not kept. */
export function parseDb2ls(output: string) {
  return output.split('\n').flatMap((line) => {
    const [path, version] = line.split(':');
    return path?.startsWith('/') && version !== undefined ? [{ path, version }] : [];
  });
}

/** `db2licm -l show detail`: blocks of `Name: "value"`. License keys are not among them. */
export function parseDb2licm(output: string) {
  return output.split(/\n(?=Product name:)/).flatMap((block) => {
    const value = (name: string) =>
      new RegExp(`^${name}:\\s*"?([^"\\n]{0,200})"?\\s*$`, 'mi').exec(block)?.[1]?.trim();
    const product = value('Product name');
    if (product === undefined) return [];
    return [
      {
        product,
        type: value('License type'),
        identifier: value('Product identifier'),
        expiry: value('Expiry date'),
      },
    ];
  });
}
