/**
 * Uuids that firmware vendors ship on whole series, so that they name no machine. Source: the list osquery keeps
 * (core/system.cpp), with the all-ones value.
 */
const PLACEHOLDER_UUIDS: ReadonlySet<string> = new Set([
  '00000000-0000-0000-0000-000000000000',
  '03000200-0400-0500-0006-000700080009',
  '03020100-0504-0706-0809-0a0b0c0d0e0f',
  '10000000-0000-8000-0040-000000000000',
  'ffffffff-ffff-ffff-ffff-ffffffffffff',
]);

/** Serials that say "not filled in". Source: GLPI Agent's list of invalid BIOS values (Tools/Generic.pm), and counting patterns. */
const PLACEHOLDER_SERIALS =
  /^(n\/?a|none|unknown|not (specified|present|available|installed|applicable)|default string|system (product name|manufacturer|serial number|version)|chassis .*|no asset tag|<?bad index>?|<?out of spec>?|to be filled by o\.?e\.?m\.?|0+|f+|x+|0?123456789.*|\.*)$/i;

/** Whether an identifier stands for "not known" and must not tell machines apart. */
export function isPlaceholder(identifier: string): boolean {
  const text = identifier.trim().toLowerCase();
  return text === '' || PLACEHOLDER_UUIDS.has(text) || PLACEHOLDER_SERIALS.test(text);
}
