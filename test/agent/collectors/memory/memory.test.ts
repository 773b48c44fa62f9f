import { describe, expect, it } from 'vitest';
import { memory } from '../../../../agent/src/collectors/memory/memory.ts';
import { installedMemory } from '../../../../agent/src/collectors/memory/smbios-memory.ts';
import { hostTree } from '../../../support/host-tree.ts';
import { smbiosTable } from '../../../support/smbios-table.ts';

const GIBIBYTE = 1024 ** 3;

/** A memory device (type 17): size word, memory type and, for 32 GiB and more, the extended size in MiB. */
function device(size: number, extendedMebibytes = 0, memoryType = 0x1a) {
  const data = Buffer.alloc(0x22 - 4);
  data.writeUInt16LE(size, 0x0c - 4);
  data[0x12 - 4] = memoryType;
  data.writeUInt32LE(extendedMebibytes, 0x1c - 4);
  return { type: 17, body: [...data] };
}

describe('installedMemory', () => {
  it('adds devices in MiB, KiB and the extended size, empty slots and flash left out', () => {
    const table = smbiosTable([
      device(16_384),
      device(0),
      device(0x8000 | 512),
      device(0x7fff, 65_536),
      device(16, 0, 9),
    ]);
    expect(installedMemory(table)).toBe(80 * GIBIBYTE + 512 * 1024);
  });

  it('is unknown where one device is', () => {
    expect(installedMemory(smbiosTable([device(16_384), device(0xffff)]))).toBeUndefined();
    expect(installedMemory(smbiosTable([]))).toBeUndefined();
  });
});

it('reports what the kernel manages and what is built in', async () => {
  const { host } = hostTree({
    '/proc/meminfo': 'MemTotal:       16318448 kB\nMemFree:         1000 kB\n',
    '/sys/firmware/dmi/tables/DMI': smbiosTable([device(16_384)]),
  });
  expect(await memory.collect(host, {})).toMatchObject({
    status: 'present',
    value: { totalBytes: 16_318_448 * 1024, installedBytes: 16 * GIBIBYTE },
  });
});
