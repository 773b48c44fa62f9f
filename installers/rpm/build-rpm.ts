import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { BUILD, DIST, REPOSITORY } from '../agent/build-paths.ts';
import { agentVersion, layOutAgent, placeFile } from '../package-tree.ts';
import { spec } from './spec.ts';

const ARCHITECTURES = { 'linux-x64': 'x86_64', 'linux-arm64': 'aarch64' } as const;

/** The RPM package of the agent around its executable; gives its path. Needs rpmbuild (Debian's package rpm). */
export function buildRpm(executable: string, target: keyof typeof ARCHITECTURES): string {
  const architecture = ARCHITECTURES[target];
  // A pre-release sorts before its release by a tilde; rpm takes no hyphen.
  const version = agentVersion().replaceAll('-', '~');
  const top = join(BUILD, `rpm-${architecture}`);
  const tree = join(top, 'tree');
  rmSync(top, { recursive: true, force: true });
  layOutAgent(tree, executable, 'usr/lib/systemd/system');
  const license = { from: join(REPOSITORY, 'LICENSE'), to: 'usr/share/licenses/coreledger-agent/LICENSE' };
  placeFile(tree, { ...license, mode: 0o644 });
  mkdirSync(join(tree, 'var/lib/coreledger-agent'), { recursive: true, mode: 0o700 });
  writeFileSync(join(top, 'coreledger-agent.spec'), spec(version));
  const definitions = {
    _topdir: top,
    _rpmdir: DIST,
    _buildhost: 'localhost',
    _build_name_fmt: '%{NAME}-%{VERSION}-%{RELEASE}.%{ARCH}.rpm',
    agent_tree: tree,
  };
  const defines = Object.entries(definitions).flatMap(([name, value]) => ['--define', `${name} ${value}`]);
  execFileSync(
    'rpmbuild',
    ['-bb', '--target', architecture, ...defines, join(top, 'coreledger-agent.spec')],
    {
      stdio: 'pipe',
    },
  );
  return join(DIST, `coreledger-agent-${version}-1.${architecture}.rpm`);
}
