import { readFileSync } from 'node:fs';

/** The collector's release, from its package. */
export const VERSION = String(
  JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')).version,
);
