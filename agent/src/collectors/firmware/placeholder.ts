import { boundedText } from '../text.ts';

/** What boards say where nobody set a value; compared in lower case. From GLPI's isInvalidBiosValue and captures. */
const PLACEHOLDERS: ReadonlySet<string> = new Set([
  'n/a',
  'na',
  'none',
  'null',
  'unknown',
  'default',
  'default string',
  'not specified',
  'not present',
  'not available',
  'not installed',
  'not applicable',
  'not settable',
  'no asset tag',
  'no asset information',
  'asset tag',
  'asset-1234567890',
  'system serial number',
  'system product name',
  'system manufacturer',
  'system version',
  'chassis serial number',
  'chassis manufacture',
  'chassis version',
  'base board serial number',
  'board serial number',
  'serial number',
  'serial',
  'to be filled by o.e.m.',
  'to be filled by o.e.m',
  'oem',
  'o.e.m.',
  'o.e.m',
  'oem_define',
  'empty',
  'invalid',
  'xxxxxxx',
  '<bad index>',
  '<out of spec>',
]);

/** A serial number or tag that can tell one machine from another, or null. */
export function identifyingText(value: string | null, maxLength: number): string | null {
  const text = boundedText(value, maxLength);
  if (text === null || PLACEHOLDERS.has(text.toLowerCase())) return null;
  const significant = text.replace(/[\s.:_-]/g, '');
  if (significant === '' || /^(.)\1*$/.test(significant)) return null;
  return /^0?123456789(0|abcdef)?$/i.test(significant) ? null : text;
}
