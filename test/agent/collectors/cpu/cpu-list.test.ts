import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseCpuList, parseCpuMask } from '../../../../agent/src/collectors/cpu/cpu-list.ts';

const cpuSets = fc
  .uniqueArray(fc.integer({ min: 0, max: 8191 }), { maxLength: 200 })
  .map((cpus) => cpus.sort((a, b) => a - b));

/** As the kernel prints it (bitmap_print_to_pagebuf): runs of consecutive numbers as ranges. */
function printList(cpus: readonly number[]): string {
  const runs: [number, number][] = [];
  for (const cpu of cpus) {
    const last = runs.at(-1);
    if (last !== undefined && last[1] === cpu - 1) last[1] = cpu;
    else runs.push([cpu, cpu]);
  }
  return `${runs.map(([from, to]) => (from === to ? `${from}` : `${from}-${to}`)).join(',')}\n`;
}

function printMask(cpus: readonly number[]): string {
  const groups = new Array<number>(Math.floor((cpus.at(-1) ?? 0) / 32) + 1).fill(0);
  for (const cpu of cpus) {
    const group = Math.floor(cpu / 32);
    groups[group] = ((groups[group] ?? 0) | (1 << (cpu % 32))) >>> 0;
  }
  return `${groups
    .reverse()
    .map((bits) => bits.toString(16).padStart(8, '0'))
    .join(',')}\n`;
}

describe('CPU lists and masks', () => {
  it('reads back every set that the kernel could print', () => {
    fc.assert(
      fc.property(cpuSets, (cpus) => {
        expect(parseCpuList(printList(cpus))).toEqual(cpus);
        expect(parseCpuMask(printMask(cpus))).toEqual(cpus);
      }),
    );
  });

  it('takes any text for a list only if it lists what it says, and never throws', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'0123456789,- x\n') }), (text) => {
        const cpus = parseCpuList(text);
        if (cpus !== undefined) expect(parseCpuList(printList(cpus))).toEqual(cpus);
      }),
    );
  });

  it.each(['0-4294967295', '0-99999', '3-1', '-', '1,,2', '0x3', 'abc', '1-2-3', '-1'])(
    'refuses %s rather than guess',
    (text) => {
      expect(parseCpuList(text)).toBeUndefined();
    },
  );

  it('knows an empty list from no list', () => {
    expect(parseCpuList('\n')).toEqual([]);
    expect(parseCpuMask('00000000,00000005')).toEqual([0, 2]);
    expect(parseCpuMask('0-3')).toBeUndefined();
  });
});
