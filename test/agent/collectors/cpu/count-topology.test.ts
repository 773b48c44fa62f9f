import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countTopology } from '../../../../agent/src/collectors/cpu/count-topology.ts';
import type { CpuTopology } from '../../../../agent/src/collectors/cpu/sysfs-topology.ts';

function processor(cpu: number, fields: Partial<CpuTopology> = {}): CpuTopology {
  return {
    cpu,
    packageId: 0,
    enclosure: '/',
    dieId: null,
    clusterId: null,
    coreId: null,
    threads: [cpu],
    ...fields,
  };
}

const count = (topology: readonly CpuTopology[]) =>
  countTopology(
    topology.map(({ cpu }) => cpu),
    topology,
  );

describe('countTopology', () => {
  it('counts two sockets of unequal cores, with and without a second thread', () => {
    const topology = [
      processor(0, { packageId: 0, threads: [0, 4] }),
      processor(1, { packageId: 0 }),
      processor(2, { packageId: 0 }),
      processor(3, { packageId: 7 }),
      processor(4, { packageId: 0, threads: [0, 4] }),
    ];
    expect(count(topology)).toEqual({
      sockets: 2,
      cores: 4,
      logicalProcessors: 5,
      socketCores: [3, 1],
      smt: true,
    });
  });

  it('takes package numbers that repeat in each book of IBM Z for different sockets', () => {
    const topology = [
      processor(0, { packageId: 1, enclosure: '0/0' }),
      processor(1, { packageId: 1, enclosure: '0/1' }),
      processor(2, { packageId: 1, enclosure: '1/0' }),
    ];
    expect(count(topology)).toMatchObject({ sockets: 3, cores: 3 });
  });

  it('knows cores but no sockets where the kernel says package -1', () => {
    const topology = [0, 1, 2, 3].map((cpu) =>
      processor(cpu, { packageId: null, coreId: cpu & 2, threads: cpu < 2 ? [0, 1] : [2, 3] }),
    );
    expect(count(topology)).toMatchObject({ sockets: null, cores: 2, socketCores: null, smt: true });
  });

  it('knows neither where a generic kernel puts everything into one set', () => {
    const topology = [0, 1].map((cpu) => processor(cpu, { packageId: null, coreId: null, threads: [0, 1] }));
    expect(count(topology)).toMatchObject({ sockets: null, cores: null, logicalProcessors: 2, smt: null });
  });

  it('leaves cores unknown where core numbers repeat and no thread set tells why', () => {
    const topology = [0, 1, 2, 3].map((cpu) => processor(cpu, { threads: null, coreId: cpu % 2 }));
    expect(count(topology)).toMatchObject({ sockets: 1, cores: null });
  });

  it('gives no total for processors whose topology is missing', () => {
    expect(countTopology([0, 1, 2], [processor(0), processor(1)])).toMatchObject({
      sockets: null,
      cores: null,
      logicalProcessors: 3,
    });
  });

  it('keeps its totals consistent for every machine', () => {
    const machine = fc
      .tuple(fc.integer({ min: 1, max: 8 }), fc.integer({ min: 1, max: 32 }), fc.integer({ min: 1, max: 8 }))
      .map(([sockets, cores, threads]) => {
        const all = sockets * cores * threads;
        const topology = Array.from({ length: all }, (_, cpu) => {
          const core = cpu % (sockets * cores);
          const members = Array.from(
            { length: threads },
            (_unused, thread) => core + thread * sockets * cores,
          );
          return processor(cpu, { packageId: core % sockets, threads: members });
        });
        return { sockets, cores: sockets * cores, threads, topology };
      });
    fc.assert(
      fc.property(machine, ({ sockets, cores, threads, topology }) => {
        const counts = count(topology);
        expect(counts).toMatchObject({
          sockets,
          cores,
          logicalProcessors: cores * threads,
          smt: threads > 1,
        });
        expect(counts.socketCores?.reduce((sum, value) => sum + value, 0)).toBe(cores);
      }),
    );
  });
});
