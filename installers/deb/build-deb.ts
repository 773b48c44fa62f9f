import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { BUILD, DIST, REPOSITORY } from '../agent/build-paths.ts';

interface DebFile {
  readonly from: string;
  readonly to: string;
  readonly mode: number;
}

const linux = (name: string) => join(REPOSITORY, 'installers/linux', name);
const FILES: readonly DebFile[] = [
  { from: linux('coreledger-agent.service'), to: 'lib/systemd/system/coreledger-agent.service', mode: 0o644 },
  { from: linux('coreledger-agent.timer'), to: 'lib/systemd/system/coreledger-agent.timer', mode: 0o644 },
  { from: linux('agent.env'), to: 'etc/coreledger-agent/agent.env', mode: 0o644 },
  { from: linux('README.md'), to: 'usr/share/doc/coreledger-agent/README.md', mode: 0o644 },
];
const ARCHITECTURES = { 'linux-x64': 'amd64', 'linux-arm64': 'arm64' } as const;

/** The Debian package of the agent around its executable; gives its path. Needs dpkg-deb. */
export function buildDeb(executable: string, target: keyof typeof ARCHITECTURES): string {
  const version: string = JSON.parse(readFileSync(join(REPOSITORY, 'agent/package.json'), 'utf8')).version;
  const architecture = ARCHITECTURES[target];
  const tree = join(BUILD, `deb-${architecture}`);
  rmSync(tree, { recursive: true, force: true });
  const program: DebFile = { from: executable, to: 'usr/bin/coreledger-agent', mode: 0o755 };
  for (const file of [program, ...FILES]) place(tree, file);
  write(tree, 'usr/share/doc/coreledger-agent/copyright', copyright());
  const log = gzipSync(readFileSync(join(REPOSITORY, 'CHANGELOG.md')), { level: 9 });
  write(tree, 'usr/share/doc/coreledger-agent/changelog.gz', log);
  const size = Math.ceil(statSync(executable).size / 1024);
  write(tree, 'DEBIAN/control', control(version, architecture, size));
  write(tree, 'DEBIAN/conffiles', '/etc/coreledger-agent/agent.env\n');
  for (const script of ['postinst', 'prerm', 'postrm'])
    place(tree, { from: join(REPOSITORY, 'installers/deb', script), to: `DEBIAN/${script}`, mode: 0o755 });

  const output = join(DIST, `coreledger-agent_${version}_${architecture}.deb`);
  // gzip at a low level: every dpkg reads it, and it takes seconds where xz takes a minute.
  execFileSync('dpkg-deb', ['--root-owner-group', '-Zgzip', '-z3', '--build', tree, output], {
    stdio: 'pipe',
  });
  return output;
}

function control(version: string, architecture: string, installedSize: number): string {
  return `Package: coreledger-agent
Version: ${version}
Architecture: ${architecture}
Maintainer: The Coreledger maintainers <maintainers@coreledger.invalid>
Installed-Size: ${installedSize}
Depends: libc6 (>= 2.28), libgcc-s1 | libgcc1, libstdc++6
Section: admin
Priority: optional
Description: licence inventory agent for on-premises hosts
 Reports processors, sockets, cores, virtualization, firmware and installed
 software of this host to a Coreledger collector, signed with a key that never
 leaves it. A systemd timer runs it; between runs it costs nothing.
`;
}

function copyright(): string {
  return `Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/
Upstream-Name: coreledger

Files: *
Copyright: The Coreledger authors
License: Apache-2.0
 On Debian systems the full text is in /usr/share/common-licenses/Apache-2.0.
Comment: The program contains Node.js (MIT, and the licences of what Node.js bundles).
`;
}

function place(tree: string, { from, to, mode }: DebFile): void {
  const path = join(tree, to);
  mkdirSync(dirname(path), { recursive: true });
  copyFileSync(from, path);
  chmodSync(path, mode);
}

function write(tree: string, to: string, data: string | Uint8Array): void {
  const path = join(tree, to);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, data, { mode: 0o644 });
}
