import { HostReport } from '@coreledger/shared/host-report.ts';
import { MAX_SOFTWARE_ITEMS, type SoftwareItem } from '@coreledger/shared/software.ts';
import { Compile } from 'typebox/compile';
import { expect, it } from 'vitest';
import { listFaults } from '../../../collector/src/services/list-faults.ts';
import { dpkgItem, hostReport, presentSection } from '../../support/collector/test-agent.ts';

const validator = Compile(HostReport);
const VALUE = '/sections/software/value';

function reportOf(value: readonly unknown[]) {
  return hostReport({ software: presentSection(value as SoftwareItem[]) });
}

function many(count: number): SoftwareItem[] {
  return Array.from({ length: count }, (_, index) => dpkgItem(`p${index}`));
}

it.each([0, 1, 63, 64, 65, 1_000, 12_345, MAX_SOFTWARE_ITEMS - 1])('the faulty row %i is named', (at) => {
  const report = reportOf(many(MAX_SOFTWARE_ITEMS).with(at, { ...dpkgItem('odd'), version: 5 as never }));
  const faults = listFaults(validator, report);
  expect(faults).toContainEqual({ path: `${VALUE}/${at}/version`, message: 'must be string' });
  expect(faults.filter(({ path }) => /\/\d+\//.test(path) && !path.startsWith(`${VALUE}/${at}/`))).toEqual(
    [],
  );
});

it('the whole of a report is as it was afterwards', () => {
  const report = reportOf(many(2_000).with(1_500, dpkgItem('')));
  const before = structuredClone(report);
  listFaults(validator, report);
  expect(report).toEqual(before);
});

it('a list that is too long is told with its bound', () => {
  expect(listFaults(validator, reportOf(many(MAX_SOFTWARE_ITEMS + 1)))).toEqual([
    { path: VALUE, message: 'must not have more than 50000 items' },
  ]);
});

it('faults outside of long lists are told as they are', () => {
  const report = { ...reportOf(many(3_000)), observedAt: 'yesterday' };
  expect(listFaults(validator, report).map(({ path }) => path)).toEqual(['/observedAt']);
});

// Walked item by item, each of these takes minutes.
it.each([
  ['of nothing', Array.from({ length: 3_000_000 }, () => 0)],
  ['of lists', Array.from({ length: 200_000 }, () => [[[]], [[]]])],
  ['of one list in another', JSON.parse(`${'['.repeat(100_000)}${']'.repeat(100_000)}`)],
  ['of objects with many fields', [Object.fromEntries(Array.from({ length: 200_000 }, (_, no) => [no, 0]))]],
])('a monstrous list %s ends soon', (_name, value) => {
  const faults = listFaults(validator, reportOf(value));
  expect(faults.length).toBeGreaterThan(0);
  expect(faults.length).toBeLessThanOrEqual(20);
});
