import { describe, expect, it } from 'vitest';
import { parseCpuinfo } from '../../../../agent/src/collectors/cpu/cpuinfo.ts';

/** Processors of an x86 machine in the kernel's format, with what matters. */
function x86(processors: readonly Record<string, number>[], model = 'Intel(R) Xeon(R) Gold 6130'): string {
  return processors
    .map((fields, index) =>
      [
        `processor\t: ${index}`,
        'vendor_id\t: GenuineIntel',
        `model name\t: ${model}`,
        ...Object.entries(fields).map(([name, value]) => `${name}\t: ${value}`),
        'flags\t\t: fpu tsc apic lm',
        '',
      ].join('\n'),
    )
    .join('\n');
}

describe('parseCpuinfo', () => {
  it('counts sockets, cores and threads on x86', () => {
    const processors = [0, 0, 1, 1].flatMap((socket, index) => [
      { 'physical id': socket, siblings: 4, 'core id': index % 2, 'cpu cores': 2 },
      { 'physical id': socket, siblings: 4, 'core id': index % 2, 'cpu cores': 2 },
    ]);
    expect(parseCpuinfo(x86(processors))).toEqual({
      architecture: 'x86_64',
      vendor: 'GenuineIntel',
      model: 'Intel(R) Xeon(R) Gold 6130',
      counts: { sockets: 2, cores: 4, logicalProcessors: 8, socketCores: [2, 2], smt: true },
      systemOnChip: false,
      integerCores: null,
    });
  });

  it('takes the kernel count where core numbers repeat within a package of two dies', () => {
    const processors = [0, 1, 0, 1].map((core) => ({
      'physical id': 0,
      siblings: 4,
      'core id': core,
      'cpu cores': 4,
    }));
    expect(parseCpuinfo(x86(processors)).counts).toMatchObject({ sockets: 1, cores: 4, smt: false });
  });

  it('counts by what a shortened text says, without the flags that name its architecture', () => {
    const text = x86([
      { 'physical id': 0, siblings: 2, 'core id': 0, 'cpu cores': 2 },
      { 'physical id': 0, siblings: 2, 'core id': 1, 'cpu cores': 2 },
    ]).replaceAll(/^flags.*\n/gm, '');
    expect(parseCpuinfo(text)).toMatchObject({ architecture: null, counts: { sockets: 1, cores: 2 } });
  });

  it('says nothing of sockets for virtual processors without a physical id', () => {
    expect(parseCpuinfo(x86([{}, {}])).counts).toEqual({
      sockets: null,
      cores: null,
      logicalProcessors: 2,
      socketCores: null,
      smt: null,
    });
  });

  it('knows that one processor is one core of one socket', () => {
    expect(parseCpuinfo(x86([{}])).counts).toMatchObject({ sockets: 1, cores: 1, smt: false });
  });

  it.each([
    ['aarch64', 'processor\t: 0\nCPU implementer\t: 0x41\nCPU architecture: 8\n\nprocessor\t: 1\n', 2],
    [
      's390x',
      'vendor_id       : IBM/S390\n# processors    : 7\nprocessor 0: version = 00,  machine = 3906\n',
      7,
    ],
    ['ppc64', 'processor\t: 0\ncpu\t\t: POWER9 (architected)\n\nprocessor\t: 1\n\nprocessor\t: 2\n', 3],
    ['riscv64', 'processor\t: 0\nhart\t\t: 1\nisa\t\t: rv64imafdc\n\nprocessor\t: 1\n', 2],
    ['loongarch64', 'processor\t: 0\nISA\t: loongarch32 loongarch64\n\nprocessor\t: 1\n', 2],
    ['sparc64', 'cpu\t\t: UltraSparc\ntype\t\t: sun4u\nncpus active\t: 6\n', 6],
  ])('counts the processors of %s and nothing more', (architecture, text, logicalProcessors) => {
    const parsed = parseCpuinfo(text);
    expect(parsed.architecture).toBe(architecture);
    expect(parsed.counts).toMatchObject({ sockets: null, cores: null, logicalProcessors });
  });

  it('knows a system on chip by the name of its hardware', () => {
    const text =
      'processor\t: 0\nprocessor\t: 1\nCPU implementer\t: 0x51\nCPU architecture: 8\nHardware\t: MSM8998\n';
    expect(parseCpuinfo(text)).toMatchObject({ vendor: 'Qualcomm', systemOnChip: true });
  });

  it('says beside the kernel what AMD family 15h has of integer cores', () => {
    const module = { 'physical id': 0, siblings: 4, 'cpu cores': 2, 'cpu family': 21 };
    const text = x86([0, 0, 1, 1].map((core) => ({ ...module, 'core id': core })));
    expect(parseCpuinfo(text).integerCores).toBeNull();
    const amd = parseCpuinfo(text.replaceAll('GenuineIntel', 'AuthenticAMD'));
    expect(amd).toMatchObject({ counts: { cores: 2, logicalProcessors: 4 }, integerCores: 4 });
  });

  it('gives nothing for garbage', () => {
    expect(parseCpuinfo('\u0000\ufffd\n:::\nprocessor: x')).toMatchObject({
      architecture: null,
      counts: { logicalProcessors: null },
    });
  });
});
