import { describe, expect, it } from 'vitest';
import { collectEditions as collect } from '../../../support/agent/collect-editions.ts';

describe('Java', () => {
  const home = (path: string, release: string, license: string | null) => ({
    [`${path}/bin/java`]: '',
    [`${path}/release`]: release,
    ...(license === null ? {} : { [`${path}/legal/java.base/LICENSE`]: license }),
  });
  const oracle = 'IMPLEMENTOR="Oracle Corporation"\n';
  const gpl = 'The GNU General Public License (GPL)\nVersion 2';

  it('Oracle builds by license or build type; GPL builds of the same implementor are OpenJDK', async () => {
    const { value } = await collect(
      {
        ...home(
          '/usr/lib/jvm/jdk-17',
          `${oracle}JAVA_VERSION="17.0.13"\n`,
          'Oracle No-Fee Terms and Conditions',
        ),
        ...home('/opt/jdk-21', `${oracle}JAVA_VERSION="21.0.1"\n`, gpl),
        ...home('/usr/java/jdk1.8.0_381', 'JAVA_VERSION="1.8.0_381"\nBUILD_TYPE="commercial"\n', null),
        ...home('/opt/vendor/app/jre', 'IMPLEMENTOR="Eclipse Adoptium"\nJAVA_VERSION="11.0.2"\n', gpl),
        ...home('/usr/local/java-x', 'JAVA_VERSION="1.8.0_100"\n', null),
      },
      {},
      { '/usr/java/latest': '/usr/java/jdk1.8.0_381', '/usr/java/loop': 'loop', '/opt/up': '..' },
    );
    expect(
      value.map(({ location, product, version, confidence, attributes }) => [
        location,
        product,
        version,
        confidence,
        attributes.embeddedIn,
      ]),
    ).toEqual([
      ['/opt/jdk-21', 'OpenJDK', '21.0.1', 'high', undefined],
      ['/opt/vendor/app/jre', 'OpenJDK', '11.0.2', 'high', '/opt/vendor/app'],
      ['/usr/java/jdk1.8.0_381', 'Oracle Java SE', '1.8.0_381', 'high', undefined],
      ['/usr/lib/jvm/jdk-17', 'Oracle Java SE', '17.0.13', 'high', undefined],
      ['/usr/local/java-x', 'Java', '1.8.0_100', 'low', undefined],
    ]);
  });

  it('what a search passed over makes the section incomplete, and the rest is found all the same', async () => {
    const store = Object.fromEntries(
      Array.from({ length: 600 }, (_, number) => [`/opt/data/part${number}/file`, '']),
    );
    const section = await collect({ ...store, ...home('/opt/jdk-21', oracle, gpl) });
    expect(section.value.map(({ location }) => location)).toEqual(['/opt/jdk-21']);
    expect(section.complete).toBe(false);
    expect(section.sources.find(({ name }) => name === 'java')).toEqual({
      name: 'java',
      status: 'unavailable',
      detail: '/opt/data: 600 folders, more than 512, which were not searched',
    });
  });

  it('a folder of many files is no reason to stop', async () => {
    const files = Object.fromEntries(Array.from({ length: 600 }, (_, number) => [`/opt/app/${number}`, '']));
    const section = await collect({ ...files, ...home('/opt/app/jdk', oracle, gpl) });
    expect(section).toMatchObject({ complete: true, value: [{ location: '/opt/app/jdk' }] });
  });
});
