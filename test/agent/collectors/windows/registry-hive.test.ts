import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { hiveKey } from '../../../../agent/src/collectors/windows/registry-hive.ts';
import { describeWithPackages } from '../../../support/debian-package.ts';
import { registryHive } from '../../../support/registry-hive.ts';

const KEYS = {
  'Software\\Vendor\\Ünder': { Name: 'Größe', Number: 7, '': 'default' },
  'Software\\Vendor\\日本': { Name: '値' },
};

describe('hiveKey', () => {
  it.each(['lf', 'li', 'ri'] as const)('finds keys without regard to case, by a list of kind %s', (list) => {
    const key = hiveKey(registryHive(KEYS, list), 'SOFTWARE\\vendor', 1);
    expect(key?.subkeys.map(({ name, values }) => [name, values.get('name')?.data])).toEqual([
      ['Ünder', 'Größe'],
      ['日本', '値'],
    ]);
    expect(key?.subkeys[0]?.values.get('number')).toEqual({ name: 'Number', type: 'REG_DWORD', data: '7' });
    expect(hiveKey(registryHive(KEYS, list), 'Software\\Other', 1)).toBeUndefined();
  });

  it('goes down as many levels as it is asked for', () => {
    expect(hiveKey(registryHive(KEYS), 'Software', 1)?.subkeys[0]?.subkeys).toEqual([]);
  });

  it('ends with an answer or an error, whatever bytes change', () => {
    const whole = registryHive(KEYS);
    const changed = fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), {
      minLength: 1,
      maxLength: 40,
    });
    fc.assert(
      fc.property(changed, (bytes) => {
        const hive = Buffer.from(whole);
        for (const [offset, value] of bytes) hive[offset] = value;
        try {
          hiveKey(hive, 'Software\\Vendor', 1);
        } catch (error) {
          expect((error as Error).message).toMatch(/registry hive/);
        }
      }),
    );
  });
});

await describeWithPackages('hives that tests write', ['libhivex-bin'], () => {
  it('are hives to another reader', () => {
    const folder = mkdtempSync(join(tmpdir(), 'coreledger-hive-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const file = join(folder, 'NTUSER.DAT');
    writeFileSync(file, registryHive(KEYS));
    // It opens its standard output anew, which a pipe of Node's does not allow.
    execFileSync('sh', ['-c', 'hivexml "$1" >"$1.xml"', 'sh', file]);
    const xml = readFileSync(`${file}.xml`, 'utf8');
    expect(xml).toContain('<node name="Ünder"');
    expect(xml).toContain('<value type="string" key="Name" value="値"');
    expect(xml).toContain('<value type="int32" key="Number" value="7"');
  });
});
