import { execFileSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { BUILD, DIST, REPOSITORY } from '../agent/build-paths.ts';
import { agentVersion, layOutAgent, placeFile, writePackageFile } from '../package-tree.ts';

const ARCHITECTURES = { 'linux-x64': 'amd64', 'linux-arm64': 'arm64' } as const;

/** The Debian package of the agent around its executable; gives its path. Needs dpkg-deb. */
export function buildDeb(executable: string, target: keyof typeof ARCHITECTURES): string {
  const version = agentVersion();
  const architecture = ARCHITECTURES[target];
  const tree = join(BUILD, `deb-${architecture}`);
  layOutAgent(tree, executable, 'lib/systemd/system');
  writePackageFile(tree, 'usr/share/doc/coreledger-agent/copyright', copyright());
  const log = gzipSync(readFileSync(join(REPOSITORY, 'CHANGELOG.md')), { level: 9 });
  writePackageFile(tree, 'usr/share/doc/coreledger-agent/changelog.gz', log);
  const size = Math.ceil(statSync(executable).size / 1024);
  writePackageFile(tree, 'DEBIAN/control', control(version, architecture, size));
  writePackageFile(tree, 'DEBIAN/conffiles', '/etc/coreledger-agent/agent.env\n');
  for (const script of ['postinst', 'prerm', 'postrm'])
    placeFile(tree, {
      from: join(REPOSITORY, 'installers/deb', script),
      to: `DEBIAN/${script}`,
      mode: 0o755,
    });

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
