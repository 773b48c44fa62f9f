import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalUuid, swapUuid } from '../../../collector/src/identity/canonical-uuid.ts';
import { identifiersOf, matchIdentifiers } from '../../../collector/src/identity/match-identity.ts';
import { isPlaceholder } from '../../../collector/src/identity/placeholder.ts';
import { identity } from '../../support/collector/test-agent.ts';

const ESX = '564d4cbc-c6a9-1969-3fee-fa0f3887b6a5';
const GUEST = 'BC4C4D56-A9C6-6919-3FEE-FA0F3887B6A5';
const MAC = '00:50:56:aa:bb:cc';

describe('uuids', () => {
  it('meet in both byte orders', () => {
    expect(swapUuid(ESX)).toBe(GUEST.toLowerCase());
    expect(canonicalUuid(ESX)).toBe(canonicalUuid(GUEST));
  });

  it('swap back', () => {
    fc.assert(fc.property(fc.uuid(), (uuid) => swapUuid(swapUuid(uuid)) === uuid.toLowerCase()));
  });
});

describe('placeholders', () => {
  it.each([
    'To Be Filled By O.E.M.',
    'Default string',
    '00000000',
    'None',
    '0123456789',
    'SYS-1234567890',
    'Serial Number xxxxxx',
    'Unknow',
    '(null string)',
    '1111111',
    '00020003-0004-0005-0006-000700080009',
    '4C4C4544-0000-2010-8020-80C04F202020',
    '44:45:53:54:00:00',
    '03000200-0400-0500-0006-000700080009',
  ])('%s names no machine', (text) => {
    expect(isPlaceholder(text)).toBe(true);
  });
  it.each([
    'VMware-56 4d 4c bc',
    'CZ20310ABC',
    'PF0XXXX1',
    '1234ABC',
    'SN-99871',
    '2UA1234567',
    '00:50:56:aa:bb:cc',
  ])('%s does', (text) => {
    expect(isPlaceholder(text)).toBe(false);
  });
});

function match(a: Parameters<typeof identity>[0], b: Parameters<typeof identity>[0]) {
  return matchIdentifiers(identifiersOf(identity(a)), identifiersOf(identity(b)));
}

describe('machines', () => {
  it('are the same by two identifiers, whatever the byte order', () => {
    const both = match(
      { smbiosUuid: ESX, macs: [MAC] },
      { hostName: 'other', smbiosUuid: GUEST, macs: [MAC] },
    );
    expect(both).toEqual({ shared: ['smbios-uuid', 'mac'], origins: 2, same: true });
  });

  it.each([
    ['one identifier', { smbiosUuid: ESX }, { smbiosUuid: ESX }],
    ['names', { hostName: 'a' }, { hostName: 'a' }],
    [
      'placeholders',
      { smbiosUuid: '00000000-0000-0000-0000-000000000000', serial: 'None' },
      { smbiosUuid: '00000000-0000-0000-0000-000000000000', serial: 'None' },
    ],
    [
      'a cloned disk in other hardware',
      { smbiosUuid: ESX, machineIdHash: 'a'.repeat(64), managedInstanceId: 'mi-0123456789abcdef0' },
      {
        smbiosUuid: '6d9e3a10-0000-4000-8000-000000000001',
        machineIdHash: 'a'.repeat(64),
        managedInstanceId: 'mi-0123456789abcdef0',
      },
    ],
    [
      'a serial that the hypervisor made from the uuid',
      { smbiosUuid: GUEST, serial: 'VMware-56 4d 4c bc c6 a9 19 69-3f ee fa 0f 38 87 b6 a5' },
      { smbiosUuid: GUEST, serial: 'VMware-56 4d 4c bc c6 a9 19 69-3f ee fa 0f 38 87 b6 a5' },
    ],
    [
      'a serial that is the uuid',
      { smbiosUuid: ESX, serial: ESX },
      { smbiosUuid: ESX, serial: ESX.toUpperCase() },
    ],
    [
      'what one copied disk carries',
      { machineIdHash: 'a'.repeat(64), managedInstanceId: 'mi-0123456789abcdef0' },
      { machineIdHash: 'a'.repeat(64), managedInstanceId: 'mi-0123456789abcdef0' },
    ],
  ])('are not the same by %s', (_what, a, b) => {
    expect(match(a, b).same).toBe(false);
  });

  it('a uuid that only the serial tells is the uuid', () => {
    const told = identifiersOf(
      identity({ serial: 'VMware-56 4d 4c bc c6 a9 19 69-3f ee fa 0f 38 87 b6 a5' }),
    );
    expect(told).toContainEqual({ kind: 'smbios-uuid', value: canonicalUuid(ESX) });
  });

  it('are judged the same way round', () => {
    const some = fc.record({
      smbiosUuid: fc.option(
        fc.constantFrom(ESX, GUEST.toLowerCase(), '6d9e3a10-0000-4000-8000-000000000001'),
      ),
      serial: fc.option(fc.constantFrom('A1', 'a1', 'None')),
      machineIdHash: fc.option(fc.constantFrom('a', 'b')),
      managedInstanceId: fc.option(fc.constantFrom('mi-1', 'mi-2')),
      macs: fc.subarray([MAC, '00:50:56:aa:bb:cd']),
    });
    fc.assert(fc.property(some, some, (a, b) => match(a, b).same === match(b, a).same));
  });
});
