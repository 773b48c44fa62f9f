import { join } from 'node:path';
import { build } from 'esbuild';
import { BUILD, REPOSITORY } from './build-paths.ts';

/** The whole agent in one minified file; gives its path. */
export async function bundleAgent(outfile = join(BUILD, 'coreledger-agent.cjs')): Promise<string> {
  await build({
    entryPoints: [join(REPOSITORY, 'agent/src/main.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'cjs',
    minify: true,
    legalComments: 'none',
    logLevel: 'warning',
  });
  return outfile;
}
