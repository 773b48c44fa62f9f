import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inject } from 'postject';
import { baseNode } from './base-node.ts';
import { BUILD, DIST } from './build-paths.ts';
import { HOST_TARGET, nodeVersion, type Target } from './target.ts';

/** Node looks for it to know that it carries an application. In two parts, so that this file does not hold it itself. */
const FUSE = ['NODE_SEA', 'FUSE_fce680ab2cc467b6e072b8b5df1996b2'].join('_');

/**
 * Makes a target's executable, a Node binary that carries the bundle, unless the one that is there was made from the same.
 * Gives its path.
 */
export async function buildExecutable(bundle: string, target: Target): Promise<string> {
  const output = join(DIST, target.executable);
  const stamp = join(BUILD, `${target.executable}.made-from`);
  const source = createHash('sha256')
    .update(readFileSync(bundle))
    .update(readFileSync(fileURLToPath(import.meta.url)))
    .update(nodeVersion())
    .digest('hex');
  if (existsSync(output) && existsSync(stamp) && readFileSync(stamp, 'utf8') === source) return output;

  const fresh = join(BUILD, `new-${target.executable}`);
  copyFileSync(baseNode(target), fresh);
  await inject(fresh, 'NODE_SEA_BLOB', readFileSync(applicationBlob(bundle, target)), { sentinelFuse: FUSE });
  mkdirSync(DIST, { recursive: true });
  renameSync(fresh, output);
  writeFileSync(stamp, source);
  return output;
}

/** The bundle as Node wants it; made by a Node of the very version that will read it. */
function applicationBlob(bundle: string, target: Target): string {
  if (process.version !== `v${nodeVersion()}`)
    throw new Error(`run this with Node ${nodeVersion()} (npm run does), not ${process.version}`);
  const blob = join(BUILD, `${target.name}.blob`);
  const config = join(BUILD, `${target.name}.json`);
  writeFileSync(
    config,
    JSON.stringify({
      main: bundle,
      output: blob,
      disableExperimentalSEAWarning: true,
      // V8's compiled code is for one architecture: only the build for this machine can carry it.
      useCodeCache: target.name === HOST_TARGET,
    }),
  );
  execFileSync(process.execPath, ['--experimental-sea-config', config], { stdio: 'pipe' });
  return blob;
}
