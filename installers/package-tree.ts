import { chmodSync, copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { REPOSITORY } from './agent/build-paths.ts';

export interface PackageFile {
  readonly from: string;
  readonly to: string;
  readonly mode: number;
}

/** Lays out what every Linux package of the agent installs, in a folder that is emptied first. `units` is where systemd's units go. */
export function layOutAgent(tree: string, executable: string, units: string): void {
  const linux = (name: string) => join(REPOSITORY, 'installers/linux', name);
  rmSync(tree, { recursive: true, force: true });
  const files: readonly PackageFile[] = [
    { from: executable, to: 'usr/bin/coreledger-agent', mode: 0o755 },
    { from: linux('coreledger-agent.service'), to: `${units}/coreledger-agent.service`, mode: 0o644 },
    { from: linux('coreledger-agent.timer'), to: `${units}/coreledger-agent.timer`, mode: 0o644 },
    { from: linux('agent.env'), to: 'etc/coreledger-agent/agent.env', mode: 0o644 },
    { from: linux('README.md'), to: 'usr/share/doc/coreledger-agent/README.md', mode: 0o644 },
  ];
  for (const file of files) placeFile(tree, file);
}

export function placeFile(tree: string, { from, to, mode }: PackageFile): void {
  const path = join(tree, to);
  mkdirSync(dirname(path), { recursive: true });
  copyFileSync(from, path);
  chmodSync(path, mode);
}

export function writePackageFile(tree: string, to: string, data: string | Uint8Array): void {
  const path = join(tree, to);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, data, { mode: 0o644 });
}

export function agentVersion(): string {
  return JSON.parse(readFileSync(join(REPOSITORY, 'agent/package.json'), 'utf8')).version;
}
