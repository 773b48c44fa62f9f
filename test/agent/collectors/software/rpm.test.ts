import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { parseRpmQuery, readRpm } from '../../../../agent/src/collectors/software/rpm.ts';
import { rootedHost } from '../../../../agent/src/host/rooted-host.ts';
import { describeWithPackages } from '../../../support/debian-package.ts';
import { hostTree } from '../../../support/host-tree.ts';

const FIXTURES = fileURLToPath(new URL('../../../fixtures/packages/', import.meta.url));

function scratch(): string {
  const folder = mkdtempSync(join(tmpdir(), 'coreledger-rpm-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

function unpacked(name: string) {
  const folder = scratch();
  execFileSync('tar', ['xzf', join(FIXTURES, `${name}.tar.gz`), '-C', folder]);
  return rootedHost({ root: join(folder, name, 'root') });
}

describe('rpm', () => {
  it('reads a Berkeley DB', async () => {
    expect(await readRpm(unpacked('rpm__libuuid-bdb'))).toEqual({
      items: [
        {
          name: 'libuuid',
          version: '2.32.1-42.el8_8',
          architecture: 'x86_64',
          publisher: 'Red Hat, Inc.',
          source: 'rpm',
          location: '/var/lib/rpm/Packages',
        },
      ],
      outcome: { name: 'rpm', status: 'read', detail: null },
    });
    expect((await readRpm(unpacked('rpm__syft-dive-bdb'))).items).toMatchObject([
      { name: 'dive', version: '0.9.2-1', publisher: null },
    ]);
  });

  it('reads an NDB', async () => {
    const expected = JSON.parse(readFileSync(join(FIXTURES, 'rpm__sle15bci-ndb.packages.json'), 'utf8'));
    const { items } = await readRpm(unpacked('rpm__sle15bci-ndb'));
    const rows = items.map(({ name, version, architecture, publisher }) => [
      name,
      version,
      architecture,
      publisher,
    ]);
    const wanted = expected.map(({ name, version, arch, vendor }: Record<string, string>) => [
      name,
      version,
      arch,
      vendor,
    ]);
    expect(rows.sort()).toEqual(wanted.sort());
  });

  it('takes the output of the program; epochs count, trusted keys are no packages', () => {
    const output =
      'findutils\t1:4.8.0-6.el9\tx86_64\tRocky\ngpg-pubkey\tfd431d51-4ae0493b\t(none)\t(none)\nlocal\t1-1\tnoarch\t(none)\n';
    expect(parseRpmQuery(output)).toEqual([
      { name: 'findutils', version: '1:4.8.0-6.el9', architecture: 'x86_64', publisher: 'Rocky' },
      { name: 'local', version: '1-1', architecture: 'noarch', publisher: undefined },
    ]);
  });

  it.each([
    ['Packages', 'A'.repeat(5_000)],
    ['Packages', ''],
    ['Packages.db', new Uint8Array(10_000)],
    ['rpmdb.sqlite', 'SQLite format 3'],
  ])('says that a damaged %s failed', async (name, content) => {
    const { host } = hostTree({ [`/var/lib/rpm/${name}`]: content });
    const { items, outcome } = await readRpm(host);
    expect(items).toEqual([]);
    expect(outcome.status).toBe('failed');
  });

  it('says nothing of a database whose latest changes lie in a log', async () => {
    const { host } = hostTree({ '/var/lib/rpm/rpmdb.sqlite': '', '/var/lib/rpm/rpmdb.sqlite-wal': 'log' });
    expect((await readRpm(host)).outcome).toMatchObject({
      status: 'failed',
      detail: expect.stringContaining('log'),
    });
  });
});

await describeWithPackages('rpm against the rpm program', ['rpm'], () => {
  it('reads the same from a database that the program made', async () => {
    const folder = scratch();
    const database = join(folder, 'root/var/lib/rpm');
    mkdirSync(database, { recursive: true });
    for (const [name, epoch] of [
      ['first', 'Epoch: 2'],
      ['second', 'Vendor: Zoë & Co'],
    ] as const) {
      const spec = join(folder, `${name}.spec`);
      const lines = [`Name: ${name}`, 'Version: 1.2', 'Release: 3', epoch, 'Summary: s', 'License: MIT'];
      writeFileSync(spec, `${lines.join('\n')}\nBuildArch: noarch\n%description\nd\n%files\n`);
      execFileSync('/usr/bin/rpmbuild', ['-bb', '--quiet', '--define', `_topdir ${folder}/build`, spec], {
        stdio: 'pipe',
      });
      const built = join(folder, `build/RPMS/noarch/${name}-1.2-3.noarch.rpm`);
      const install = ['--dbpath', database, '--install', '--justdb', '--nodeps', '--force-debian', built];
      execFileSync('/usr/bin/rpm', install, { stdio: 'pipe' });
    }
    const { items, outcome } = await readRpm(rootedHost({ root: join(folder, 'root') }));
    expect(outcome.detail).toBeNull();
    expect(
      items.map(({ name, version, architecture, publisher }) => [name, version, architecture, publisher]),
    ).toEqual([
      ['first', '2:1.2-3', 'noarch', null],
      ['second', '1.2-3', 'noarch', 'Zoë & Co'],
    ]);
  }, 60_000);
});
