import type { EditionEvidence } from '@coreledger/shared/edition-evidence.ts';

interface JavaFiles {
  readonly home: string;
  readonly release: ReadonlyMap<string, string>;
  /** Text of the license files, empty where there is none. */
  readonly license: string;
}

interface JavaBuild {
  readonly product: string;
  readonly confidence: EditionEvidence['confidence'];
  readonly license: string | null;
}

const ORACLE_LICENSE =
  /Oracle No-Fee Terms|Oracle Technology Network License|Oracle Binary Code License|GraalVM Free Terms|java\.com\/license|oracle\.com\/(javase|java)\/.{0,80}licen[sc]e|Oracle Free Use Terms/i;
const GPL = /GNU General Public License|GPLv2|The GPL\b/i;
/** Folders that Oracle's own packages make: jdk-17-oracle-x64, jdk1.8.0_202-amd64. */
const ORACLE_FOLDER = /^\/usr\/(lib\/jvm\/(jdk|jre|java)-[\w.]*-?oracle|java\/(jdk|jre)-?\d)/;

/**
 * Whose build it is. Oracle's GPL builds name the same implementor as its charged ones, so that is not enough: the license
 * file decides, or `BUILD_TYPE="commercial"`. Where neither is there and the folder does not tell, nothing is said.
 */
export function javaBuild({ home, release, license }: JavaFiles): JavaBuild {
  const vendor = release.get('IMPLEMENTOR');
  const product = release.has('GRAALVM_VERSION') ? 'Oracle GraalVM' : 'Oracle Java SE';
  if (vendor !== undefined && !/^Oracle\b/i.test(vendor)) {
    return { product: 'OpenJDK', confidence: 'high', license: null };
  }
  if (release.get('BUILD_TYPE') === 'commercial') return { product, confidence: 'high', license: null };
  if (ORACLE_LICENSE.test(license)) return { product, confidence: 'high', license: 'Oracle license' };
  if (GPL.test(license)) return { product: 'OpenJDK', confidence: 'high', license: 'GPL' };
  if (release.has('IMPLEMENTOR_VERSION')) return { product: 'OpenJDK', confidence: 'medium', license: null };
  if (ORACLE_FOLDER.test(home)) return { product, confidence: 'medium', license: null };
  return { product: 'Java', confidence: 'low', license: null };
}
