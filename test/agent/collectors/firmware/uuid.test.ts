import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  identifyingUuid,
  swappedUuid,
  uuidFromBytes,
  uuidOf,
} from '../../../../agent/src/collectors/firmware/uuid.ts';

describe('uuids of the firmware', () => {
  it('has the pair that one virtual machine shows on its host and inside', () => {
    // facts of a real ESX guest: config.uuid on the host, product_uuid inside
    expect(swappedUuid('564d4cbc-c6a9-1969-3fee-fa0f3887b6a5')).toBe('bc4c4d56-a9c6-6919-3fee-fa0f3887b6a5');
  });

  it('swaps back to where it began', () => {
    fc.assert(
      fc.property(fc.uuid(), (uuid) => {
        expect(swappedUuid(swappedUuid(uuid))).toBe(uuid);
      }),
    );
  });

  it('reads bytes in the order of the table version', () => {
    const bytes = Buffer.from('00112233445566778899aabbccddeeff', 'hex');
    expect(uuidFromBytes(bytes, 0x0205)).toBe('00112233-4455-6677-8899-aabbccddeeff');
    expect(uuidFromBytes(bytes, 0x0206)).toBe('33221100-5544-7766-8899-aabbccddeeff');
    expect(uuidFromBytes(bytes, 0x0300)).toBe('33221100-5544-7766-8899-aabbccddeeff');
  });

  it('knows "not present" and "not settable" as no uuid', () => {
    expect(uuidOf('00000000-0000-0000-0000-000000000000')).toBeNull();
    expect(uuidOf('FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF')).toBeNull();
    expect(uuidOf('Not Settable')).toBeNull();
    expect(uuidOf(' 4C4C4544-0039-3010-8048-B7C04F384432\n')).toBe('4c4c4544-0039-3010-8048-b7c04f384432');
  });

  it('reports a shared placeholder as the firmware has it, and identifies nothing by it', () => {
    const placeholder = uuidOf('03000200-0400-0500-0006-000700080009');
    expect(placeholder).not.toBeNull();
    expect(identifyingUuid(placeholder)).toBeNull();
    expect(identifyingUuid('eeeeeeee-eeee-eeee-eeee-eeeeeeeeeeee')).toBeNull();
    expect(identifyingUuid('4c4c4544-0039-3010-8048-b7c04f384432')).not.toBeNull();
  });
});
