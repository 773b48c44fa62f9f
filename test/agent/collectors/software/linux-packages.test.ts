import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { software } from '../../../../agent/src/collectors/software/software.ts';
import { hostTree } from '../../../support/host-tree.ts';

const APK =
  'C:Q1\nP:busybox\nV:1.36.0-r9\nA:x86_64\nm:A Maintainer <a@b>\nF:bin\nR:busybox\n\nC:Q2\nP:musl\nV:1.2\n';
const PACMAN = '%NAME%\nbash\n\n%VERSION%\n5.2-1\n\n%ARCH%\nx86_64\n\n%PACKAGER%\nP <p@archlinux.org>\n';
const METAINFO =
  '<component><releases><release date="2024-01-01" version="3.2"/><release version="3.1"/></releases></component>';
const TAG_2015 =
  '<SoftwareIdentity xmlns="http://standards.iso.org/iso/19770/-2/2015/schema.xsd" name="Red Hat Enterprise Linux" version="8.6"><Entity name="Red Hat, Inc." role="softwareCreator tagCreator"/></SoftwareIdentity>';
const TAG_2009 =
  '<swid:software_identification_tag xmlns:swid="x"><swid:product_title>IBM MQ &amp; more</swid:product_title><swid:product_version><swid:name>9.3.0</swid:name></swid:product_version><swid:software_creator><swid:name>IBM</swid:name></swid:software_creator></swid:software_identification_tag>';

async function rows(files: Record<string, string>, prepare: (root: string) => void = () => undefined) {
  const { host, root } = hostTree(files);
  prepare(root);
  const section = await software.collect(host, {});
  if (section.status !== 'present') return section;
  return section.value.map((item) => [
    item.source,
    item.name,
    item.version,
    item.architecture,
    item.publisher,
  ]);
}

describe('packages of Linux systems', () => {
  it('of every manager, in the order of the wire', async () => {
    const all = await rows(
      {
        '/lib/apk/db/installed': APK,
        '/var/lib/pacman/local/bash-5.2-1/desc': PACMAN,
        '/snap/core20/1234/meta/snap.yaml': "name: core20\nversion: '20240111'\narchitectures:\n- amd64\n",
        '/snap/gone/7/meta/snap.yaml': 'name: gone\n',
        '/var/lib/flatpak/app/org.x.App/x86_64/stable/active/files/share/metainfo/org.x.App.metainfo.xml':
          METAINFO,
        '/var/lib/flatpak/runtime/org.x.Platform/x86_64/23.08/active/metadata': '',
        '/usr/lib/swidtag/redhat.com/rhel.swidtag': TAG_2015,
        '/opt/mqm/properties/version/swidtag/mq.swidtag': TAG_2009,
        '/usr/lib/swidtag/redhat.com/patch.swidtag': '<SoftwareIdentity name="p" patch="true"/>',
      },
      (root) => symlinkSync('1234', join(root, 'snap/core20/current')),
    );
    expect(all).toEqual([
      ['apk', 'busybox', '1.36.0-r9', 'x86_64', 'A Maintainer <a@b>'],
      ['apk', 'musl', '1.2', null, null],
      ['flatpak', 'org.x.App', '3.2', 'x86_64', null],
      ['flatpak', 'org.x.Platform', '23.08', 'x86_64', null],
      ['pacman', 'bash', '5.2-1', 'x86_64', 'P <p@archlinux.org>'],
      ['snap', 'core20', '20240111', 'amd64', null],
      ['swid', 'IBM MQ & more', '9.3.0', null, 'IBM'],
      ['swid', 'Red Hat Enterprise Linux', '8.6', null, 'Red Hat, Inc.'],
    ]);
  });

  it('without any, the section is unavailable: that is no proof that nothing is installed', async () => {
    expect(await rows({})).toMatchObject({ status: 'unavailable' });
  });

  it('tags lie in folders with dots as well; a folder too wide to search is said', async () => {
    const store = Object.fromEntries(Array.from({ length: 600 }, (_, n) => [`/opt/store/${n}/x`, '']));
    const { host } = hostTree({ '/opt/ibm/db2/V11.5/swidtag/db2.swidtag': TAG_2009, ...store });
    const section = await software.collect(host, {});
    expect(section).toMatchObject({
      complete: false,
      value: [{ name: 'IBM MQ & more', location: '/opt/ibm/db2/V11.5/swidtag/db2.swidtag' }],
    });
    expect(JSON.stringify(section)).toContain('/opt/store: 600 folders, more than 512');
  });

  it('a damaged tag is said and not quoted, and the rest stands', async () => {
    const { host } = hostTree({
      '/lib/apk/db/installed': APK,
      '/usr/lib/swidtag/a.swidtag': '<SoftwareIdentity name="x" <hunter2',
      '/usr/lib/swidtag/b.swidtag': TAG_2015,
    });
    const section = await software.collect(host, {});
    expect(section).toMatchObject({ status: 'present', complete: false });
    expect(JSON.stringify(section)).toContain('a.swidtag: not a SWID tag');
    expect(JSON.stringify(section)).toContain('Red Hat Enterprise Linux');
    expect(JSON.stringify(section)).not.toContain('hunter2');
  });
});
