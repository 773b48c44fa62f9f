/**
 * Uuids that firmware vendors ship on whole series, so that they name no machine. Sources, read 2026-11-24: the list osquery keeps
 * (core/system.cpp); FOG Project's and other inventories' lists of invalid uuids (AMI's default in both byte orders, Insyde's, Dell's
 * without a service tag); all zeros and all ones.
 */
const PLACEHOLDER_UUIDS: ReadonlySet<string> = new Set([
  '00000000-0000-0000-0000-000000000000',
  '03000200-0400-0500-0006-000700080009',
  '00020003-0004-0005-0006-000700080009',
  '03020100-0504-0706-0809-0a0b0c0d0e0f',
  '00010203-0405-0607-0809-0a0b0c0d0e0f',
  '01020304-0506-0708-090a-0b0c0d0e0f10',
  '01234567-89ab-cdef-0123-456789abcdef',
  '10000000-0000-8000-0040-000000000000',
  '12345678-1234-5678-90ab-cddeefaabbcc',
  '12345678-1234-5678-1234-567812345678',
  '4c4c4544-0000-2010-8020-80c04f202020',
  'ffffff00-ffff-ffff-ffff-ffffffffffff',
  'ffffffff-ffff-ffff-ffff-ffffffffffff',
]);

/**
 * Serials that say "not filled in". Sources, read 2026-11-24: GLPI Agent's list of invalid BIOS values (Tools/Generic.pm), the
 * serials that OCS Inventory and GLPI ship as blacklisted, and counting patterns.
 */
const PLACEHOLDER_SERIALS =
  /^(n\/?a|none|unknown?|invalid|eval|iatpass|dell|not (specified|present|available|installed|applicable|settable)|\(null string\)|default string|system (name|product name|manufacturer|serial number|version)|(base board|chassis|type\d* -) .*|serial number x+|no asset tag|tulip computers|<?bad index>?|<?out of spec>?|to be filled by o\.?e\.?m\.?( by more string)?|(0x)?0+|1+|[01]+|f+|x+|n{4,}|(sys|mb|sn)-(1234.*|9876543210)|0?12345\d*(abcdef)?|\.*)$/i;

/** MAC addresses of many cards at once. Source, read 2026-11-24: the addresses that OCS Inventory ships as blacklisted (dial-up and tunnel adapters, cards without an address). */
const PLACEHOLDER_MACS: ReadonlySet<string> = new Set([
  '00:00:00:00:00:00',
  'ff:ff:ff:ff:ff:ff',
  '44:45:53:54:00:00',
  '44:45:53:54:00:01',
  '44:45:53:54:61:6f',
  '50:50:54:50:30:30',
  '00:01:02:7d:9b:1c',
  '00:08:a1:46:06:35',
  '00:08:a1:66:e2:1a',
  '00:09:dd:10:37:68',
  '00:0f:ea:9a:e2:f0',
  '00:10:5a:72:71:f3',
  '00:11:11:85:08:8b',
  '10:11:11:11:11:11',
]);

/** Whether an identifier stands for "not known" and must not tell machines apart. */
export function isPlaceholder(identifier: string): boolean {
  const text = identifier.trim().toLowerCase();
  return (
    text === '' || PLACEHOLDER_UUIDS.has(text) || PLACEHOLDER_MACS.has(text) || PLACEHOLDER_SERIALS.test(text)
  );
}
