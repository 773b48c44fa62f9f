/**
 * `npm run package:agent [-- --all]`: the agent as one executable in dist/, for linux-x64, or for every platform. Nothing is
 * downloaded but the Node binaries of other platforms, from the npm registry.
 */
import { parseArgs } from 'node:util';
import { bundleAgent } from './agent/bundle.ts';
import { buildExecutable } from './agent/executable.ts';
import { TARGETS } from './agent/target.ts';

const { values } = parseArgs({ options: { all: { type: 'boolean', default: false } } });
const bundle = await bundleAgent();
for (const target of TARGETS) {
  if (values.all || target.name === 'linux-x64') console.log(await buildExecutable(bundle, target));
}
