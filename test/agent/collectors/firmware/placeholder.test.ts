import { expect, it } from 'vitest';
import { identifyingText } from '../../../../agent/src/collectors/firmware/placeholder.ts';

it.each([
  'To Be Filled By O.E.M.',
  'System Serial Number',
  'Default string',
  'NOT SPECIFIED',
  'N/A',
  ' None ',
  '0123456789',
  '123456789',
  '0123456789ABCDEF',
  '00000000',
  'FFFFFFFF',
  '....................',
  '',
])('identifies nothing by %j', (text) => {
  expect(identifyingText(text, 128)).toBeNull();
});

it('keeps a serial number as it is written', () => {
  expect(identifyingText(' CZ3239XYZ1 \n', 128)).toBe('CZ3239XYZ1');
  expect(identifyingText('VMware-56 4d 4c bc c6 a9', 128)).toBe('VMware-56 4d 4c bc c6 a9');
});
