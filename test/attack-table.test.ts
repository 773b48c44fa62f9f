import { existsSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const root = new URL('..', import.meta.url);

it('every attack that docs/security.md lists has the test it names', () => {
  const table = readFileSync(new URL('docs/security.md', root), 'utf8');
  const rows = [...table.matchAll(/^\|.+\| `(?<file>test\/\S+)`: (?<name>.+) \|$/gm)];
  expect(rows.length).toBeGreaterThan(25);
  expect(rows).toHaveLength(table.split('\n').filter((line) => line.startsWith('| ')).length - 1);
  const lost = rows.filter(({ groups: { file = '', name = '' } = {} }) => {
    const path = new URL(file, root);
    return !existsSync(path) || !readFileSync(path, 'utf8').includes(name);
  });
  expect(lost.map(([row]) => row)).toEqual([]);
});
