import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { smbiosStructures } from '../../../../agent/src/collectors/firmware/smbios-structures.ts';
import { parseSmbiosTable } from '../../../../agent/src/collectors/firmware/smbios-table.ts';
import { smbiosTable } from '../../../support/smbios-table.ts';

const structures = fc.array(
  fc.record({
    type: fc.integer({ min: 0, max: 126 }),
    body: fc.array(fc.integer({ min: 0, max: 255 }), { maxLength: 60 }),
    strings: fc.array(fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 20 }), { maxLength: 6 }),
  }),
  { maxLength: 20 },
);

describe('smbiosStructures', () => {
  it('reads back every table it is given', () => {
    fc.assert(
      fc.property(structures, (specs) => {
        const read = smbiosStructures(smbiosTable(specs)).map(({ type, data, strings }) => ({
          type,
          body: [...new Uint8Array(data.buffer, data.byteOffset + 4, data.byteLength - 4)],
          strings,
        }));
        expect(read).toEqual(specs);
      }),
    );
  });

  it('gives the whole structures of a table cut short anywhere, and no other', () => {
    fc.assert(
      fc.property(structures, fc.nat(), (specs, cut) => {
        const table = smbiosTable(specs);
        const read = smbiosStructures(table.subarray(0, cut % (table.length + 1)));
        expect(read.length).toBeLessThanOrEqual(specs.length);
        read.forEach((structure, index) => {
          expect(structure.type).toBe(specs[index]?.type);
          expect(structure.data.byteLength).toBe((specs[index]?.body.length ?? 0) + 4);
        });
      }),
    );
  });

  it('ends on any bytes, within them', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 4096 }), fc.nat({ max: 0x0400 }), (bytes, version) => {
        const inside = smbiosStructures(bytes).every(
          ({ data }) =>
            data.byteLength >= 4 && data.byteOffset + data.byteLength <= bytes.byteOffset + bytes.length,
        );
        expect(inside).toBe(true);
        expect(() => parseSmbiosTable(bytes, version)).not.toThrow();
      }),
    );
  });

  it('stops at a structure of length 0 instead of standing still', () => {
    expect(smbiosStructures(Uint8Array.of(4, 0, 0, 0, 0, 0, 4, 0, 0, 0))).toEqual([]);
    expect(smbiosStructures(new Uint8Array(0))).toEqual([]);
  });
});
