/** `npm run demo [-- --once]`: see README.md beside this file. */
import { parseArgs } from 'node:util';
import { runDemo } from './run-demo.ts';

const USAGE = `usage: npm run demo [-- --once]

Shows the whole main job on real input, then stays up to be explored. --once prints and ends.`;

const interrupted = new Promise<string>((resolve) => {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve(signal));
});

try {
  const { values } = parseArgs({
    options: { once: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } },
  });
  if (values.help === true) console.log(USAGE);
  else
    await runDemo({
      node: process.execPath,
      env: process.env,
      say: (text) => console.log(text),
      interrupted,
      once: values.once === true,
    });
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = error instanceof TypeError && 'code' in error ? 2 : 1;
}
