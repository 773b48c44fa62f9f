import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inject } from 'postject';
import { baseNode } from './base-node.ts';
import { BUILD, DIST } from './build-paths.ts';
import { bundleStart } from './bundle.ts';
import { compileProgram } from './compile-program.ts';
import { nodeVersion, type Target } from './target.ts';

/** Node looks for it to know that it carries an application. In two parts, so that this file does not hold it itself. */
const FUSE = ['NODE_SEA', 'FUSE_fce680ab2cc467b6e072b8b5df1996b2'].join('_');

/** Files that say how it is made: where one changed, it is made anew. */
const RECIPE = ['executable.ts', 'compile-program.ts', 'warm-up.ts'].map((name) =>
  fileURLToPath(new URL(name, import.meta.url)),
);

/**
 * Makes a target's executable, a Node binary that carries the bundle, unless the one that is there was made from the same.
 * Gives its path.
 */
export async function buildExecutable(bundle: string, target: Target): Promise<string> {
  const output = join(DIST, target.executable);
  const stamp = join(BUILD, `${target.executable}.made-from`);
  const start = await bundleStart();
  const source = createHash('sha256').update(nodeVersion());
  for (const file of [bundle, start, ...RECIPE]) source.update(readFileSync(file));
  const made = source.digest('hex');
  if (existsSync(output) && existsSync(stamp) && readFileSync(stamp, 'utf8') === made) return output;

  const fresh = join(BUILD, `new-${target.executable}`);
  copyFileSync(baseNode(target), fresh);
  await inject(fresh, 'NODE_SEA_BLOB', readFileSync(applicationBlob(start, bundle, target)), {
    sentinelFuse: FUSE,
  });
  mkdirSync(DIST, { recursive: true });
  renameSync(fresh, output);
  writeFileSync(stamp, made);
  return output;
}

/** The application as Node wants it; made by a Node of the very version that will read it. */
function applicationBlob(start: string, bundle: string, target: Target): string {
  if (process.version !== `v${nodeVersion()}`)
    throw new Error(`run this with Node ${nodeVersion()} (npm run does), not ${process.version}`);
  const blob = join(BUILD, `${target.name}.blob`);
  const config = join(BUILD, `${target.name}.json`);
  writeFileSync(
    config,
    JSON.stringify({
      main: start,
      output: blob,
      disableExperimentalSEAWarning: true,
      assets: { ...compileProgram(bundle, target) },
    }),
  );
  execFileSync(process.execPath, ['--experimental-sea-config', config], { stdio: 'pipe' });
  return blob;
}
