import { describe, expect, it } from 'vitest';
import { parseRegistryExport } from '../../../agent/src/host/parse-registry-export.ts';
import { parseRegistryQuery } from '../../../agent/src/host/parse-registry-query.ts';
import { registryTree } from '../../../agent/src/host/registry-tree.ts';

const EXPORT = `Windows Registry Editor Version 5.00

[HKEY_LOCAL_MACHINE\\SOFTWARE\\Vendor]
@="default"
"Quoted \\"name\\""="C:\\\\Program Files\\\\x\\\\"
"Lines"="first
second"
"Number"=dword:000003ff
"Big"=hex(b):00,00,00,00,01,00,00,00
"Expand"=hex(2):25,00,41,00,\\
  25,00,00,00
"Many"=hex(7):61,00,00,00,62,00,00,00,00,00
"Bytes"=hex:01,ff
"Gone"=-
"Broken

[HKEY_LOCAL_MACHINE\\SOFTWARE\\Vendor\\Sub]
"a=b"="c=d"

[-HKEY_LOCAL_MACHINE\\SOFTWARE\\Deleted]
"x"="y"
`;

describe('registry export', () => {
  const find = registryTree(parseRegistryExport(EXPORT));

  it('gives every type of value', () => {
    const values = find('HKLM\\SOFTWARE\\vendor')?.values;
    expect([...(values ?? [])].map(([, { name, type, data }]) => [name, type, data])).toEqual([
      ['', 'REG_SZ', 'default'],
      ['Quoted "name"', 'REG_SZ', 'C:\\Program Files\\x\\'],
      ['Lines', 'REG_SZ', 'first\nsecond'],
      ['Number', 'REG_DWORD', '1023'],
      ['Big', 'REG_QWORD', '4294967296'],
      ['Expand', 'REG_EXPAND_SZ', '%A%'],
      ['Many', 'REG_MULTI_SZ', 'a\nb'],
      ['Bytes', 'REG_BINARY', '01ff'],
    ]);
  });

  it('finds subkeys without case, and nothing where nothing is', () => {
    expect(find('hkey_local_machine\\software\\VENDOR\\sub')?.values.get('a=b')?.data).toBe('c=d');
    expect(find('HKLM\\SOFTWARE\\Vendor')?.subkeys.map(({ name }) => name)).toEqual(['Sub']);
    expect(find('HKLM\\SOFTWARE\\Deleted')).toBeUndefined();
    expect(find('HKLM\\SOFTWARE\\Other')).toBeUndefined();
  });

  it('is linear in a value of a megabyte', () => {
    const line = `  ${'00,'.repeat(25)}\\\n`;
    const text = `Windows Registry Editor Version 5.00\n\n[HKEY_USERS\\x]\n"b"=hex:\\\n${line.repeat(40_000)}  01\n`;
    expect(registryTree(parseRegistryExport(text))('HKU\\x')?.values.get('b')?.data).toHaveLength(2_000_002);
  });
});

describe('registry query', () => {
  it('gives a key, its values and the names below it', () => {
    const output = `
HKEY_LOCAL_MACHINE\\SOFTWARE\\Vendor Name
    (Default)    REG_SZ    (value not set)
    Product  Name    REG_SZ    Windows Server 2022
    Empty    REG_SZ    
    UBR    REG_DWORD    0x587

HKEY_LOCAL_MACHINE\\SOFTWARE\\Vendor Name\\Sub key
`;
    const key = parseRegistryQuery(output, 'HKLM\\SOFTWARE\\Vendor Name');
    expect(key.name).toBe('Vendor Name');
    expect(key.values.get('product  name')?.data).toBe('Windows Server 2022');
    expect(key.values.get('ubr')?.data).toBe('1415');
    expect(key.values.get('empty')?.data).toBe('');
    expect(key.subkeys.map(({ name }) => name)).toEqual(['Sub key']);
  });
});
