import { join } from 'node:path';
import { build } from 'esbuild';
import { BUILD, REPOSITORY } from './build-paths.ts';

/** The whole agent in one minified file; gives its path. */
export function bundleAgent(outfile = join(BUILD, 'coreledger-agent.cjs')): Promise<string> {
  return bundle('agent/src/main.ts', outfile);
}

/** What the executable starts, which starts the agent; gives its path. */
export function bundleStart(): Promise<string> {
  return bundle('installers/agent/start.ts', join(BUILD, 'start.cjs'));
}

async function bundle(entry: string, outfile: string): Promise<string> {
  await build({
    entryPoints: [join(REPOSITORY, entry)],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'cjs',
    minify: true,
    // A script that is started from its compiled form has no `import()`.
    supported: { 'dynamic-import': false },
    legalComments: 'none',
    logLevel: 'warning',
  });
  return outfile;
}
