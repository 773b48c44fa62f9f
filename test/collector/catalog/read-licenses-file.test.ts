import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { loadCatalog } from '../../../collector/src/catalog/load-catalog.ts';
import { readLicensesFile } from '../../../collector/src/catalog/read-licenses-file.ts';
import type { AppError } from '../../../collector/src/errors.ts';
import { bindLicenses } from '../../../collector/src/licensing/binding/bind-licenses.ts';

function faultsIn(text: string): string[] {
  try {
    readLicensesFile(text, 'licenses.yaml');
  } catch (error) {
    return ((error as AppError).errors ?? []).map(({ path, message }) => `${path}: ${message}`);
  }
  return [];
}

function examplesOf(file: string): string[] {
  const text = readFileSync(new URL(`../../../${file}`, import.meta.url), 'utf8');
  return [...text.matchAll(/^```yaml\n([\s\S]*?)^```/gm)]
    .map(([, block]) => block ?? '')
    .filter((block) => block.includes('licenses:\n'));
}

it.each(['docs/licenses.md', 'README.md'])('the example of %s binds without a note', async (file) => {
  const catalog = await loadCatalog();
  const [example = ''] = examplesOf(file);
  const { entries } = readLicensesFile(example, 'licenses.yaml');
  expect(entries.length).toBeGreaterThan(0);
  const { notes } = bindLicenses({ configurations: [], associations: [], entries, catalog });
  expect(notes.filter(({ problem }) => problem !== 'configuration-not-found')).toEqual([]);
});

it('reads dates, tags and lists as the engine wants them', () => {
  const { entries } = readLicensesFile(
    `licenses:
  - id: a
    configuration: one
    expires: 2027-01-01
    scope: { tags: { site: berlin, critical: [] } }
    exemptions: [{ kind: development, tags: { environment: dev }, reason: test systems }]`,
    'licenses.yaml',
  );
  expect(entries[0]).toMatchObject({
    configurations: ['one'],
    expiresAt: Date.parse('2027-01-01'),
    scope: { tags: { site: ['berlin'], critical: [] } },
    exemptions: [{ kind: 'development', hosts: null, tags: { environment: ['dev'] }, expiresAt: null }],
  });
});

it('groups are put in where they are named', () => {
  const { entries, groups } = readLicensesFile(
    `groups:
  - { id: berlin, names: ["DB-*.berlin.example"] }
  - { id: lab, tags: { environment: lab } }
licenses:
  - id: a
    scope: { groups: [berlin] }
    exemptions: [{ kind: development, groups: [lab], reason: test systems }]`,
    'licenses.yaml',
  );
  const [berlin, lab] = [groups.get('berlin'), groups.get('lab')];
  expect(berlin).toEqual({ id: 'berlin', hosts: [], names: ['db-*.berlin.example'], tags: null });
  expect(entries[0]?.scope?.groups).toEqual([berlin]);
  expect(entries[0]?.exemptions?.[0]?.groups).toEqual([lab]);
});

it('an empty file owns nothing', () => {
  expect(readLicensesFile('', 'licenses.yaml').entries).toEqual([]);
});

describe('faults are told with their place', () => {
  it.each([
    ['licenses:\n  - id: a\n    owned: -1', /^licenses\.yaml#\/licenses\/0\/owned: /],
    ['licenses:\n  - id: a\n    ownd: 4', /ownd/],
    ['licenses:\n  - id: a\n  - id: a', /#\/licenses\/1\/id: "a" is there twice/],
    ['licenses:\n  - id: a\n    editions: [standard]', /editions are of a product/],
    ['licenses:\n  - id: a\n    expires: 2026-02-31', /2026-02-31 is no date/],
    ['licenses:\n  - id: a\n    exemptions: [{ kind: development, reason: x }]', /name the hosts/],
    [
      'licenses:\n  - id: a\n    exemptions: [{ kind: excluded, hosts: [h], reason: x }]',
      /needs a date on which it ends/,
    ],
    [
      'groups: [{ id: g, hosts: [a] }]\nlicenses:\n  - id: a\n    scope: { groups: [h] }',
      /#\/licenses\/0\/scope\/groups: there is no group "h"; groups are: g/,
    ],
    ['groups: [{ id: g }]\nlicenses: []', /name hosts, patterns of names, or tags/],
    ['licenses: [', /licenses\.yaml: Flow sequence .* line 1/],
  ])('%j', (text, fault) => {
    expect(faultsIn(text).join('\n')).toMatch(fault);
  });

  it('all at once', () => {
    expect(faultsIn('licenses:\n  - id: a\n    owned: -1\n  - id: b\n    priority: x')).toHaveLength(2);
  });
});
