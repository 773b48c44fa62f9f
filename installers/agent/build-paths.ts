import { fileURLToPath } from 'node:url';

const root = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));

export const REPOSITORY = root('.');
/** Everything in between; may be deleted at any time. */
export const BUILD = root('build/agent');
/** What is handed over. */
export const DIST = root('dist');
