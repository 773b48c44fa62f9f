import type { EditionEvidence } from '@coreledger/shared/edition-evidence.ts';
import type { Host } from '../../host/host.ts';
import type { FieldReader } from '../field-reader.ts';
import { parseOsRelease } from '../operating-system/os-release.ts';
import type { Detector } from './detector.ts';
import { evidenceOf } from './evidence.ts';
import { javaBuild } from './java-build.ts';
import { javaHomes } from './java-homes.ts';
import { oracleHomes } from './oracle-inventory.ts';

const STANDALONE =
  /^(\/usr\/lib(64|32)?\/jvm|\/usr\/java|\/opt|\/opt\/(java|jdk|jvm)|\/usr\/local|\/usr\/local\/(java|lib\/jvm))$/;
const LICENSES = ['LICENSE', 'legal/java.base/LICENSE', 'COPYRIGHT'];

/** Every Java home, whoever built it, with the product that it comes inside of where it does. */
export const java: Detector = {
  name: 'java',
  platform: 'linux',
  async detect(host, _soFar, files) {
    const inProducts = (await oracleHomes(files)).flatMap(({ path }) => [`${path}/jdk`, `${path}/jre`]);
    const homes = javaHomes(host, files, inProducts);
    return homes.length === 0 ? undefined : homes.map((home) => javaIn(host, files, home));
  },
};

function javaIn(host: Host, files: FieldReader, home: string): EditionEvidence {
  const file = `${home}/release`;
  const text = files.text(file);
  const release = parseOsRelease(text ?? '');
  const licenses = LICENSES.map((name) => `${home}/${name}`).map((path) => [path, files.text(path)] as const);
  const license = licenses.find(([, content]) => content !== null);
  const build = javaBuild({
    home,
    release,
    license: licenses.map(([, content]) => content ?? '').join('\n'),
  });
  const parent = home.slice(0, home.lastIndexOf('/'));
  return evidenceOf('java', {
    product: build.product,
    version: release.get('JAVA_VERSION') ?? null,
    location: home,
    confidence: build.confidence,
    evidence: [
      ...(text === null
        ? []
        : [[file, `JAVA_VERSION ${release.get('JAVA_VERSION') ?? 'not stated'}`] as const]),
      [`${home}/bin/java`],
      ...(license === undefined ? [] : [[license[0], build.license] as const]),
    ],
    attributes: {
      vendor: release.get('IMPLEMENTOR'),
      runtimeVersion: release.get('JAVA_RUNTIME_VERSION'),
      buildType: release.get('BUILD_TYPE'),
      kind: host.kind(`${home}/bin/javac`) === 'file' ? 'jdk' : 'jre',
      embeddedIn: STANDALONE.test(parent) ? null : parent,
    },
  });
}
