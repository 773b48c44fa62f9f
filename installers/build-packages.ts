/** `npm run package [-- --all]`: the agent's Debian package in dist/, for amd64, or for arm64 too. */
import { parseArgs } from 'node:util';
import { bundleAgent } from './agent/bundle.ts';
import { buildExecutable } from './agent/executable.ts';
import { TARGETS } from './agent/target.ts';
import { buildDeb } from './deb/build-deb.ts';

const { values } = parseArgs({ options: { all: { type: 'boolean', default: false } } });
const bundle = await bundleAgent();
for (const target of TARGETS) {
  if (target.name === 'win-x64' || (target.name !== 'linux-x64' && !values.all)) continue;
  console.log(buildDeb(await buildExecutable(bundle, target), target.name));
}
