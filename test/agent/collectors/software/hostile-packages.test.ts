import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync, truncateSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { collectSections } from '../../../../agent/src/collectors/collect-sections.ts';
import { berkeleyHeaders } from '../../../../agent/src/collectors/software/rpm/berkeley-headers.ts';
import { ndbHeaders } from '../../../../agent/src/collectors/software/rpm/ndb-headers.ts';
import { parseRpmHeader } from '../../../../agent/src/collectors/software/rpm/rpm-header.ts';
import { temporaryFolder } from '../../../support/agent/agent-program.ts';
import { hostTree } from '../../../support/host-tree.ts';
import { schemaFaults } from '../../../support/sections-schema.ts';

/** Every file that packages and editions are read from. */
const FILES = [
  '/var/lib/dpkg/status',
  '/var/lib/dpkg/status.d/base',
  '/lib/apk/db/installed',
  '/usr/lib/sysimage/rpm/Packages.db',
  '/var/lib/pacman/local/bash/desc',
  '/snap/core/current/meta/snap.yaml',
  '/var/lib/flatpak/app/a/x86_64/stable/active/files/share/metainfo/a.metainfo.xml',
  '/usr/lib/swidtag/a.swidtag',
  '/opt/mssql/bin/sqlservr',
  '/var/opt/mssql/log/errorlog',
  '/var/opt/mssql/mssql.conf',
  '/etc/oraInst.loc',
  '/etc/oratab',
  '/opt/java/bin/java',
  '/opt/java/release',
  '/opt/java/LICENSE',
  '/u01/oracle/registry.xml',
  '/etc/opt/mqm/mqinst.ini',
  '/var/ibm/InstallationManager/installed.xml',
  '/etc/pki/consumer/cert.pem',
  '/etc/rhsm/syspurpose/syspurpose.json',
  '/etc/products.d/baseproduct',
];
const noise = Uint8Array.from({ length: 40_000 }, (_, index) => (index * 7919 + (index >> 3)) & 0xff);
const DPKG = 'Package: bash\nStatus: install ok installed\nVersion: 5.2\nArchitecture: amd64\n';
const APK = 'P:musl\nV:1.2\nA:x86_64\n';

function tree(content: string | Uint8Array) {
  return hostTree(Object.fromEntries(FILES.map((path) => [path, content])));
}

describe('whatever the files of packages and editions hold, the scan ends and the rest stands', () => {
  it.each([
    ['nothing', ''],
    ['binary noise', noise],
    ['invalid UTF-8', Uint8Array.of(0xc3, 0x28, 0xa0, 0xa1, 0x0a)],
    ['UTF-16', Buffer.from(`\ufeff${DPKG}`, 'utf16le')],
    ['an endless line', 'A'.repeat(1_000_000)],
    ['an endless line of blanks', `a=${' '.repeat(500_000)}b`],
    ['many beginnings of a release', '<release '.repeat(100_000)],
    ['many beginnings of a banner', 'Microsoft SQL Server 2022 '.repeat(40_000)],
    ['many beginnings of a license', 'oracle.com/java/'.repeat(60_000)],
    ['deep elements', '<a>'.repeat(50_000)],
    ['lines of colons and slashes', `a:${'/'.repeat(500_000)}`],
    ['one field for ever', 'Package: x\n'.repeat(80_000)],
  ])(
    '%s',
    async (_name, content) => {
      const sections = await collectSections(tree(content).host);
      expect(schemaFaults(sections)).toEqual([]);
      expect(JSON.stringify(sections).isWellFormed()).toBe(true);
    },
    60_000,
  );

  it('a dpkg status of 2 GB is unavailable, and the other packages are reported', async () => {
    const { host, root } = hostTree({ '/var/lib/dpkg/status': DPKG, '/lib/apk/db/installed': APK });
    truncateSync(join(root, 'var/lib/dpkg/status'), 2 * 1024 ** 3);
    const { software } = await collectSections(host);
    expect(software).toMatchObject({ status: 'present', complete: false, value: [{ name: 'musl' }] });
    expect(JSON.stringify(software)).toContain('/var/lib/dpkg/status: more than');
  });

  it('a FIFO in place of the database', async () => {
    const { host, root } = hostTree({ '/lib/apk/db/installed': APK });
    for (const path of ['var/lib/dpkg/status', 'var/lib/rpm/Packages', 'var/lib/rpm/rpmdb.sqlite']) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      execFileSync('/usr/bin/mkfifo', [join(root, path)]);
    }
    const { software } = await collectSections(host);
    expect(software).toMatchObject({ status: 'present', complete: false, value: [{ name: 'musl' }] });
    expect(software.status === 'present' && software.sources).toMatchObject([
      { name: 'dpkg', status: 'unavailable' },
      { name: 'rpm', status: 'unavailable' },
      { name: 'apk', status: 'read' },
      {},
      {},
      {},
      {},
    ]);
  });

  it('links that loop, and folders that hold themselves', async () => {
    const { host, root } = hostTree({ '/lib/apk/db/installed': APK });
    for (const folder of ['opt/a', 'usr/java', 'usr/lib/swidtag', 'var/lib/dpkg', 'u01']) {
      mkdirSync(join(root, folder), { recursive: true });
      symlinkSync('.', join(root, folder, 'self'));
      symlinkSync('..', join(root, folder, 'up'));
      symlinkSync('loop', join(root, folder, 'loop'));
    }
    symlinkSync('status', join(root, 'var/lib/dpkg/status'));
    const sections = await collectSections(host);
    expect(sections.software).toMatchObject({
      status: 'present',
      complete: false,
      value: [{ name: 'musl' }],
    });
    expect(sections.editions).toMatchObject({ status: 'present', value: [] });
  });

  it('CRLF in every database of text', async () => {
    const { host } = hostTree({
      '/var/lib/dpkg/status': DPKG.replaceAll('\n', '\r\n'),
      '/lib/apk/db/installed': APK.replaceAll('\n', '\r\n'),
    });
    const { software } = await collectSections(host);
    expect(software).toMatchObject({
      complete: true,
      value: [
        { name: 'musl', version: '1.2', architecture: 'x86_64' },
        { name: 'bash', version: '5.2', architecture: 'amd64' },
      ],
    });
  });
});

describe('rpm databases with any bytes changed', () => {
  const folder = (name: string, path: string) => {
    const archive = fileURLToPath(new URL(`../../../fixtures/packages/${name}.tar.gz`, import.meta.url));
    const scratch = temporaryFolder('rpm');
    execFileSync('tar', ['xzf', archive, '-C', scratch]);
    return readFileSync(join(scratch, name, 'root', path));
  };

  it.each([
    ['rpm__libuuid-bdb', 'var/lib/rpm/Packages', berkeleyHeaders],
    ['rpm__sle15bci-ndb', 'usr/lib/sysimage/rpm/Packages.db', ndbHeaders],
  ])(
    '%s gives headers or an error',
    (name, path, headers) => {
      const file = folder(name, path);
      const change = fc.tuple(fc.nat(file.length - 1), fc.nat(255));
      // Most of what can go wrong lies in the first pages.
      const early = fc.tuple(fc.nat(8_192), fc.nat(255));
      fc.assert(
        fc.property(fc.array(fc.oneof(change, early), { minLength: 1, maxLength: 40 }), (changes) => {
          const damaged = Uint8Array.from(file);
          for (const [at, value] of changes) damaged[at] = value;
          try {
            for (const header of headers(damaged)) parseRpmHeader(header);
          } catch (error) {
            expect((error as Error).message).toMatch(/package database|package header/);
          }
        }),
        { numRuns: 150 },
      );
    },
    60_000,
  );
});
