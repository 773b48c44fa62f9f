import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SoftwareItem } from '@coreledger/shared/software.ts';

const CORPUS = new URL('../../../../shared/corpus/dev/expected', import.meta.url).pathname;
const STATUS = '/var/lib/dpkg/status';
const MOST = 6_000;

/** At least `least` rows, named and maintained as on real machines: captured package lists, or else this machine's own. */
export function packagePool(least = 2_400): SoftwareItem[] {
  const status = existsSync(STATUS) ? readFileSync(STATUS, 'utf8') : '';
  const found = new Map<string, string>();
  if (existsSync(CORPUS)) {
    for (const file of readdirSync(CORPUS)) {
      const list: unknown = JSON.parse(readFileSync(join(CORPUS, file), 'utf8'));
      for (const { name, version } of Array.isArray(list) ? list : [])
        if (found.size < MOST) found.set(name, version);
    }
  }
  if (found.size < least) {
    for (const [, name = '', version = ''] of status.matchAll(/^Package: (\S+)$[\s\S]*?^Version: (\S+)$/gm))
      found.set(name, version);
  }
  const rows = [...found].filter(
    ([name, version]) => /^[\w.+-]+$/.test(name) && /^[\w.+:~-]+$/.test(version ?? ''),
  );
  for (let index = 0; rows.length < least; index++) rows.push([`package-${index}`, `1.${index}`]);
  const maintainers = [...new Set([...status.matchAll(/^Maintainer: (.+)$/gm)].map(([, who = '']) => who))];
  return rows.map(([name, version], index) => ({
    name,
    version,
    architecture: 'amd64',
    publisher: maintainers[index % maintainers.length] ?? 'Debian',
    source: 'dpkg',
    location: STATUS,
  }));
}
