import { describe, expect, it } from 'vitest';
import { cpu } from '../../../../agent/src/collectors/cpu/cpu.ts';
import { hostTree } from '../../../support/host-tree.ts';

const processor = (cores: number | null, threads: number | null, id = 0) => ({
  DeviceID: `CPU${id}`,
  Name: 'Intel(R)  Xeon(R) Gold 6338',
  Manufacturer: 'GenuineIntel',
  Architecture: 9,
  NumberOfCores: cores,
  NumberOfLogicalProcessors: threads,
});

async function collect(commands: Record<string, string>) {
  return cpu.collect(hostTree({}, { 'empty.reg': '', ...commands }).host, {});
}

describe('processors of Windows', () => {
  it('are all rows, of any number of processor groups', async () => {
    const rows = [processor(64, 128, 0), processor(32, 64, 1), processor(64, 128, 2), processor(64, 128, 3)];
    const section = await collect({
      'win32_processor.json': JSON.stringify(rows),
      'win32_computersystem.json': '{"NumberOfProcessors":4,"NumberOfLogicalProcessors":448}',
    });
    expect(section).toMatchObject({
      status: 'present',
      complete: true,
      conflicts: [],
      value: {
        sockets: 4,
        cores: 224,
        logicalProcessors: 448,
        socketCores: [64, 64, 64, 32],
        smt: true,
        architecture: 'x86_64',
        model: 'Intel(R) Xeon(R) Gold 6338',
      },
    });
  });

  it('one row as PowerShell writes it, without brackets', async () => {
    const section = await collect({ 'win32_processor.json': JSON.stringify(processor(8, 8)) });
    expect(section).toMatchObject({ value: { sockets: 1, cores: 8, smt: false } });
  });

  it('a socket cut to its processor group shows as a conflict', async () => {
    const section = await collect({
      'win32_processor.json': JSON.stringify([processor(64, 64)]),
      'win32_computersystem.json': '{"NumberOfProcessors":1,"NumberOfLogicalProcessors":128}',
    });
    expect(section).toMatchObject({ conflicts: [{ field: 'logicalProcessors' }] });
  });

  it('rows without cores (Windows Server 2003) leave sockets and cores unknown', async () => {
    const section = await collect({
      'win32_processor.json': JSON.stringify([processor(null, null), processor(null, null)]),
    });
    expect(section).toMatchObject({
      status: 'present',
      value: { sockets: null, cores: null, logicalProcessors: null },
    });
  });

  it('wmic answers where PowerShell does not, as a list or as a table', async () => {
    const list =
      'AddressWidth=64\r\r\nName=A\r\r\nNumberOfCores=4\r\r\nNumberOfLogicalProcessors=8\r\r\n\r\r\nName=B\r\r\nNumberOfCores=6\r\r\nNumberOfLogicalProcessors=12\r\r\n';
    expect(await collect({ 'win32_processor.json': '', 'win32_processor.txt': list })).toMatchObject({
      value: { sockets: 2, cores: 10, logicalProcessors: 20, socketCores: [6, 4], model: 'A' },
    });
    const table =
      'Name        NumberOfCores  NumberOfLogicalProcessors  \r\nAMD EPYC  2  4              8                          \r\n';
    expect(await collect({ 'win32_processor.txt': table })).toMatchObject({
      value: { sockets: 1, cores: 4, logicalProcessors: 8, model: 'AMD EPYC 2' },
    });
  });

  /** What PowerShell writes around or instead of plain JSON, by its releases and policies. */
  it.each([
    ['UTF-16 with a byte-order mark', (json: string) => Buffer.from(`\ufeff${json}\r\n`, 'utf16le')],
    ['UTF-8 with a byte-order mark', (json: string) => `\ufeff${json}\r\n`],
    ['warnings before it', (json: string) => `WARNUNG: Zeit\u00fcberschreitung\r\n${json}\r\n`],
    ['an array in an object', (json: string) => `{"value":${json},"Count":2}`],
    ['lines of its own', (json: string) => JSON.stringify(JSON.parse(json), null, 4)],
  ])('two sockets, written as %s', async (_name, written) => {
    const json = JSON.stringify([processor(16, 32, 0), processor(16, 32, 1)]);
    const { host } = hostTree({}, { 'empty.reg': '', 'win32_processor.json': written(json) });
    expect(await cpu.collect(host, {})).toMatchObject({
      value: { sockets: 2, cores: 32, logicalProcessors: 64, socketCores: [16, 16] },
    });
  });

  it('names that a code page of the console garbled leave the counts alone', async () => {
    const json = Buffer.from(JSON.stringify({ ...processor(8, 16), Name: 'CPU \u00ae X' }), 'latin1');
    const { host } = hostTree({}, { 'empty.reg': '', 'win32_processor.json': json });
    expect(await cpu.collect(host, {})).toMatchObject({ value: { sockets: 1, cores: 8, model: 'CPU X' } });
  });

  it('no instance is a failed source', async () => {
    expect(await collect({ 'win32_processor.json': '[]' })).toMatchObject({ status: 'unavailable' });
  });

  it('garbage is a failed source, not a processor', async () => {
    expect(await collect({ 'win32_processor.json': 'Get-CimInstance : Access denied' })).toMatchObject({
      status: 'unavailable',
      reason: expect.stringContaining('not JSON'),
    });
  });
});
