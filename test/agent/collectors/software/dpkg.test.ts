import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readDpkg } from '../../../../agent/src/collectors/software/dpkg.ts';
import { parseDpkgStatus, readDpkgStatus } from '../../../../agent/src/collectors/software/dpkg-status.ts';
import { type RawItem, softwareItems } from '../../../../agent/src/collectors/software/software-item.ts';
import { hostTree } from '../../../support/host-tree.ts';

const STANZAS = `Package: libc6
Status: hold ok installed
Maintainer: Debian GLIBC <debian-glibc@lists.debian.org>
Architecture: amd64
Multi-Arch: same
Version: 1:2.36-9
Description: GNU C Library
 Package: not-a-package
 .
 Status: install ok installed

Package: libc6
Status: install ok installed
Architecture: i386
Version: 1:2.36-9

Package: purged
Status: deinstall ok config-files
Architecture: all
Version: 1

Package: broken
Status: install reinstreq half-installed
Architecture: all
Version: 2

package: odd
STATUS: install ok installed
version: 3
`;

describe('dpkg', () => {
  it('gives the packages that are installed, each architecture for itself', () => {
    const rows = parseDpkgStatus(STANZAS).map(({ name, version, architecture }) => [
      name,
      version,
      architecture,
    ]);
    expect(rows).toEqual([
      ['libc6', '1:2.36-9', 'amd64'],
      ['libc6', '1:2.36-9', 'i386'],
      ['odd', '3', null],
    ]);
  });

  it('gives of bytes what it gives of text, whatever stands in them', () => {
    const line = fc.constantFrom(
      'Package: a',
      'Package: ünsal',
      'package:  b',
      'Status: install ok installed',
      'Status: deinstall ok config-files',
      'Version: 1:2~é',
      'Version:3',
      'Architecture: amd64',
      'Architecture: all ',
      'Maintainer: Ä <a@b>',
      ' Status: install ok half',
    );
    // A field stands in a stanza once, or dpkg refuses the file.
    const stanza = fc.uniqueArray(line, { selector: (text) => text.toLowerCase().split(':')[0] });
    const blank = fc.constantFrom('\n\n', '\n\n\n', '\n \n\n');
    fc.assert(
      fc.property(fc.array(fc.tuple(stanza, blank)), (stanzas) => {
        const text = stanzas.map(([lines, end]) => lines.join('\n') + end).join('');
        const known = (items: readonly RawItem[]) => softwareItems('dpkg', '/status', items);
        expect(known(readDpkgStatus(Buffer.from(text)))).toEqual(known(parseDpkgStatus(text)));
      }),
      { numRuns: 500 },
    );
  });

  it('reads line ends of another system and a last stanza without an end', async () => {
    const { host } = hostTree({ '/var/lib/dpkg/status': STANZAS.trimEnd().replaceAll('\n', '\r\n') });
    const { items, outcome } = await readDpkg(host);
    expect(items).toHaveLength(3);
    expect(items[0]).toEqual({
      name: 'libc6',
      version: '1:2.36-9',
      architecture: 'amd64',
      publisher: 'Debian GLIBC <debian-glibc@lists.debian.org>',
      source: 'dpkg',
      location: '/var/lib/dpkg/status',
    });
    expect(outcome).toEqual({ name: 'dpkg', status: 'read', detail: null });
  });

  it('reads the folder of an image without dpkg', async () => {
    const { host } = hostTree({
      '/var/lib/dpkg/status.d/base': 'Package: base-files\nVersion: 12.4\nArchitecture: amd64\n',
      '/var/lib/dpkg/status.d/base.md5sums': 'Package: no\n',
    });
    expect((await readDpkg(host)).items).toMatchObject([
      { name: 'base-files', location: '/var/lib/dpkg/status.d/base' },
    ]);
  });

  it('agrees with dpkg-query on the status of this machine', async () => {
    // A copy: other tests may be installing packages.
    const { host, root } = hostTree({ '/var/lib/dpkg/status': readFileSync('/var/lib/dpkg/status') });
    // biome-ignore lint/suspicious/noTemplateCurlyInString: dpkg-query's own format
    const format = '${db:Status-Abbrev}\t${Package}\t${Version}\t${Architecture}\n';
    const output = execFileSync(
      '/usr/bin/dpkg-query',
      [`--admindir=${root}/var/lib/dpkg`, '--show', `--showformat=${format}`],
      { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 },
    );
    const installed = output.split('\n').filter((line) => line[1] === 'i');
    const rows = (await readDpkg(host)).items.map(
      ({ name, version, architecture }) => `${name}\t${version}\t${architecture}`,
    );
    expect(rows.length).toBeGreaterThan(50);
    expect(rows.sort()).toEqual(installed.map((line) => line.slice(line.indexOf('\t') + 1)).sort());
  });
});
