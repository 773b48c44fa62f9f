import { describe, expect, it } from 'vitest';
import { hostTree } from '../../support/host-tree.ts';

const EXPORT =
  'Windows Registry Editor Version 5.00\n\n[HKEY_LOCAL_MACHINE\\SOFTWARE\\A\\B]\n"Name"="Größe"\n\n[HKEY_LOCAL_MACHINE\\SOFTWARE\\A\\B\\C]\n';

describe('capture of a Windows machine', () => {
  it('is known by its registry exports, whose keys are read whatever the file is called', async () => {
    const { host } = hostTree({ '/C/ProgramData/Vendor/file.txt': 'x' }, { 'any name.reg': EXPORT });
    expect(host.platform).toBe('win32');
    const key = await host.registry('HKLM\\Software\\a\\b', 'values');
    expect(key?.values.get('name')?.data).toBe('Größe');
    expect(key?.subkeys.map(({ name }) => name)).toEqual(['C']);
    expect(await host.registry('HKLM\\SOFTWARE\\Z')).toBeUndefined();
  });

  it('has its drives as folders, read without case and never left', () => {
    const { host } = hostTree({ '/C/ProgramData/Vendor/File.txt': 'x' }, { 'a.reg': EXPORT });
    expect(host.readText('c:\\PROGRAMDATA\\vendor\\file.TXT')).toBe('x');
    expect(host.list('C:\\ProgramData')).toEqual(['Vendor']);
    expect(host.kind('D:\\x')).toBe('absent');
    expect(host.kind('C:\\..\\..\\..\\..\\..\\..\\etc\\passwd')).toBe('absent');
  });

  it('is no capture of Windows without such files', () => {
    expect(hostTree({}, { 'lscpu.txt': '' }).host.platform).toBe('linux');
  });
});
