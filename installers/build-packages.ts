/** `npm run package [-- --all]`: the agent's Debian and RPM packages in dist/, for x86-64, or for arm64 too. */
import { parseArgs } from 'node:util';
import { bundleAgent } from './agent/bundle.ts';
import { buildExecutable } from './agent/executable.ts';
import { TARGETS } from './agent/target.ts';
import { buildDeb } from './deb/build-deb.ts';
import { buildRpm } from './rpm/build-rpm.ts';

const { values } = parseArgs({ options: { all: { type: 'boolean', default: false } } });
const bundle = await bundleAgent();
for (const target of TARGETS) {
  if (target.name === 'win-x64' || (target.name !== 'linux-x64' && !values.all)) continue;
  const executable = await buildExecutable(bundle, target);
  console.log(buildDeb(executable, target.name));
  console.log(buildRpm(executable, target.name));
}
