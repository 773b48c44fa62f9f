import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { BUILD, REPOSITORY } from './build-paths.ts';
import { nodeVersion, type Target } from './target.ts';

/**
 * Path of the Node binary for a target. npm installed this machine's own and checked it; those of other platforms are packed
 * from the registry and must have the hash that the lockfile has.
 */
export function baseNode(target: Target): string {
  const inPackage = target.name.startsWith('win') ? 'bin/node.exe' : 'bin/node';
  const installed = join(REPOSITORY, 'node_modules', `node-${target.name}`, inPackage);
  if (existsSync(installed)) return installed;

  const name = `node-${target.name}`;
  const folder = join(BUILD, 'base', `${name}-${nodeVersion()}`);
  const unpacked = join(folder, 'package', inPackage);
  if (!existsSync(unpacked)) unpack(name, folder);
  return unpacked;
}

function unpack(name: string, folder: string): void {
  const fresh = `${folder}.new`;
  rmSync(fresh, { recursive: true, force: true });
  mkdirSync(fresh, { recursive: true });
  const spec = `${name}@${nodeVersion()}`;
  const [packed] = JSON.parse(
    execFileSync('npm', ['pack', spec, '--json', '--pack-destination', fresh], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }),
  );
  const archive = join(fresh, packed.filename);
  const integrity = `sha512-${createHash('sha512').update(readFileSync(archive)).digest('base64')}`;
  if (integrity !== lockedIntegrity(name)) throw new Error(`${spec} is not what package-lock.json says`);
  execFileSync('tar', ['-xzf', archive, '-C', fresh]);
  rmSync(archive);
  renameSync(fresh, folder);
}

function lockedIntegrity(name: string): string {
  const lock = JSON.parse(readFileSync(join(REPOSITORY, 'package-lock.json'), 'utf8'));
  const entry = lock.packages[`node_modules/${name}`];
  if (entry?.version !== nodeVersion()) throw new Error(`package-lock.json has no ${name}@${nodeVersion()}`);
  return entry.integrity;
}
