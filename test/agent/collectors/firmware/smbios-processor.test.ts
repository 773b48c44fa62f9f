import { describe, expect, it } from 'vitest';
import { parseSmbiosTable } from '../../../../agent/src/collectors/firmware/smbios-table.ts';
import { type ProcessorSpec, processorStructure, smbiosTable } from '../../../support/smbios-table.ts';

const ENABLED = 0x41;

const processors = (...specs: ProcessorSpec[]) =>
  parseSmbiosTable(smbiosTable(specs.map(processorStructure)), 0x0300)?.processors;

describe('processors of the SMBIOS table', () => {
  it('reads counts, status, socket and model', () => {
    expect(processors({ status: ENABLED, cores: 16, enabled: 12, threads: 32 })).toEqual([
      {
        socket: 'CPU 1',
        status: 'enabled',
        coreCount: 16,
        coreEnabled: 12,
        threadCount: 32,
        model: 'Example Processor 9000',
      },
    ]);
  });

  it('takes counts of 255 and more from the two-byte fields', () => {
    expect(processors({ status: ENABLED, cores: 255, enabled: 288, threads: 576 })).toMatchObject([
      { coreCount: 255, coreEnabled: 288, threadCount: 576 },
    ]);
  });

  it('leaves 255 unknown in a structure too old for the two-byte fields', () => {
    const { body, strings = [] } = processorStructure({
      status: ENABLED,
      cores: 300,
      enabled: 8,
      threads: 16,
    });
    const old = smbiosTable([{ type: 4, body: body.slice(0, 0x28 - 4), strings }]);
    expect(parseSmbiosTable(old, 0x0206)?.processors).toMatchObject([
      { coreCount: null, coreEnabled: 8, threadCount: 16 },
    ]);
  });

  it('leaves unknown what a structure older than the field does not have', () => {
    const { body, strings = [] } = processorStructure({ status: ENABLED, cores: 4, enabled: 4, threads: 8 });
    const old = smbiosTable([{ type: 4, body: body.slice(0, 0x20 - 4), strings }]);
    expect(parseSmbiosTable(old, 0x0203)?.processors).toMatchObject([
      { status: 'enabled', coreCount: null, coreEnabled: null, threadCount: null },
    ]);
  });

  it.each([
    [0x00, 'unpopulated'],
    [0x01, 'unpopulated'],
    [0x40, 'unknown'],
    [0x41, 'enabled'],
    [0x42, 'disabled-by-user'],
    [0x43, 'disabled-by-bios'],
    [0x44, 'idle'],
    [0x47, 'unknown'],
  ])('reads status byte %i as %s', (status, expected) => {
    expect(processors({ status, cores: 4, enabled: 4, threads: 4 })).toMatchObject([{ status: expected }]);
  });

  it('does not count coprocessors', () => {
    const math = { status: ENABLED, cores: 1, enabled: 1, threads: 1, kind: 4 };
    expect(processors(math, { ...math, kind: 3 })).toHaveLength(1);
  });
});
