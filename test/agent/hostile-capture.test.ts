import { execFileSync } from 'node:child_process';
import { rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { collectSections } from '../../agent/src/collectors/collect-sections.ts';
import { hostTree } from '../support/host-tree.ts';
import { registryExport } from '../support/registry-export.ts';
import { schemaFaults } from '../support/sections-schema.ts';

const OUTPUTS = [
  'win32_processor.json',
  'win32_processor.txt',
  'win32_computersystem.json',
  'msvm_computersystem.json',
  'windows-channel.txt',
];

const VERSION = 'HKLM\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion';
const UNINSTALL = 'HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Uninstall';

function captureOf(registry: string, output = '') {
  return hostTree({}, { 'all.reg': registry, ...Object.fromEntries(OUTPUTS.map((name) => [name, output])) });
}

const noise = Array.from({ length: 40_000 }, (_, index) =>
  String.fromCharCode((index * 7919 + (index >> 3)) & 0xff),
).join('');

describe('whatever a capture of Windows holds, a scan ends with every section in the wire schema', () => {
  it.each([
    ['nothing', ''],
    ['noise', noise],
    ['noise below a key', `[HKEY_LOCAL_MACHINE\\SOFTWARE]\n${noise}`],
    ['a string without an end', `[${UNINSTALL}\\x]\n"DisplayName"="${'a\n'.repeat(200_000)}`],
    ['keys nested without an end', `[HKEY_LOCAL_MACHINE${'\\a'.repeat(200_000)}]\n"x"="y"\n`],
    ['names of JavaScript', '[__proto__\\constructor]\n"__proto__"="x"\n"constructor"=dword:1\n'],
    ['numbers that are none', registryExport({ [VERSION]: { UBR: 'x', EditionID: 'ServerStandard' } })],
    ['lone surrogates', registryExport({ [`${UNINSTALL}\\\ud800`]: { DisplayName: '\udc00\ud800' } })],
  ])('%s', async (_name, text) => {
    const sections = await collectSections(captureOf(text, text).host);
    expect(schemaFaults(sections)).toEqual([]);
    expect(JSON.stringify(sections).isWellFormed()).toBe(true);
  });

  it.each([
    '[{"NumberOfCores":1e300,"NumberOfLogicalProcessors":-4,"Architecture":"__proto__","Name":{"a":[]}}]',
    '[null,1,"x",[],{}]',
    `[${'{"NumberOfCores":64,"NumberOfLogicalProcessors":128},'.repeat(5000)}{"NumberOfCores":64,"NumberOfLogicalProcessors":128}]`,
    'NumberOfCores=99999999999999999999\nNumberOfLogicalProcessors=\n',
  ])('CIM says %.60s', async (output) => {
    const sections = await collectSections(captureOf('', output).host);
    expect(schemaFaults(sections)).toEqual([]);
  });

  it('an export that cannot be read is said, and nothing is taken for absent', async () => {
    for (const make of [
      (file: string) => {
        writeFileSync(file, '');
        truncateSync(file, 3 * 1024 ** 3);
      },
      (file: string) => execFileSync('/usr/bin/mkfifo', [file]),
      (file: string) => symlinkSync('all.reg', file),
    ]) {
      const tree = captureOf('');
      const file = join(tree.root, '../commands/all.reg');
      rmSync(file);
      make(file);
      const sections = await collectSections(tree.host);
      expect(schemaFaults(sections)).toEqual([]);
      expect(sections.software.status).not.toBe('present');
      expect(sections.editions).toMatchObject({ status: 'present', complete: false, value: [] });
    }
  });
});
