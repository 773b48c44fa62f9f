import { describe, expect, it } from 'vitest';
import type { CpuCounts } from '../../../../agent/src/collectors/cpu/cpu-counts.ts';
import { type CpuFindings, mergeCpu } from '../../../../agent/src/collectors/cpu/merge-cpu.ts';

const sysfs: CpuCounts = { sockets: 2, cores: 16, logicalProcessors: 32, socketCores: [8, 8], smt: true };

const findings: CpuFindings = {
  counted: [{ source: 'sysfs', counts: sysfs }],
  firmware: { slots: 2, populated: 2, running: 2, installedCores: 20, enabledCores: 16 },
  virtual: false,
  present: 32,
  offline: 0,
  smtControl: 'on',
  architecture: 'x86_64',
  vendor: 'GenuineIntel',
  model: null,
};

describe('mergeCpu', () => {
  it('keeps the count of the first source and shows every reading', () => {
    const { value, conflicts } = mergeCpu(findings);
    expect(value).toMatchObject({
      sockets: 2,
      cores: 16,
      installedCores: 20,
      enabledCores: 16,
      socketSlots: 2,
    });
    expect(value.sources).toEqual(['sysfs']);
    expect(value.readings.map(({ source }) => source)).toEqual(['sysfs', 'smbios']);
    expect(conflicts).toEqual([]);
  });

  it('makes a conflict of a disagreement and changes no count', () => {
    const firmware = { slots: 2, populated: 2, running: 1, installedCores: 20, enabledCores: 20 };
    const { value, conflicts } = mergeCpu({ ...findings, firmware });
    expect(value).toMatchObject({ sockets: 2, cores: 16 });
    expect(conflicts).toEqual([
      {
        field: 'sockets',
        values: [
          { source: 'sysfs', value: 2 },
          { source: 'smbios', value: 1 },
        ],
      },
      {
        field: 'cores',
        values: [
          { source: 'sysfs', value: 16 },
          { source: 'smbios', value: 20 },
        ],
      },
    ]);
  });

  it('does not hold firmware against virtual processors, nor its cores against offline ones', () => {
    const firmware = { slots: 128, populated: 128, running: 128, installedCores: 128, enabledCores: 128 };
    expect(mergeCpu({ ...findings, firmware, virtual: true }).conflicts).toEqual([]);
    const half = { ...findings, firmware: { ...firmware, running: 2 }, offline: 16 };
    expect(mergeCpu(half).conflicts).toEqual([]);
  });

  it('fills an open count only from a source that saw the same processors', () => {
    const open: CpuCounts = { ...sysfs, cores: null, socketCores: null, smt: null };
    const counted = [
      { source: 'sysfs', counts: open },
      { source: 'cpuinfo', counts: { ...sysfs, logicalProcessors: 8, cores: 4 } },
      { source: 'lscpu', counts: sysfs },
    ];
    const { value } = mergeCpu({ ...findings, counted });
    expect(value).toMatchObject({ sockets: 2, cores: 16, socketCores: [8, 8], smt: true });
    expect(value.sources).toEqual(['sysfs', 'lscpu']);
  });

  it('leaves unknown what no source knows', () => {
    const unknown = { sockets: null, cores: null, logicalProcessors: 4, socketCores: null, smt: null };
    const { value } = mergeCpu({
      ...findings,
      counted: [{ source: 'cpuinfo', counts: unknown }],
      firmware: null,
    });
    expect(value).toMatchObject({ sockets: null, cores: null, logicalProcessors: 4, installedCores: null });
  });
});
