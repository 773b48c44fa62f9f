/**
 * Uuids that many boards share, so that they tell no machine from another (facts of osquery's and GLPI's lists). They are what
 * the firmware says and are reported as such; they identify nothing.
 */
const PLACEHOLDERS: ReadonlySet<string> = new Set([
  '03000200-0400-0500-0006-000700080009',
  '03020100-0504-0706-0809-0a0b0c0d0e0f',
  '00020003-0004-0005-0006-000700080009',
  '10000000-0000-8000-0040-000000000000',
  '12345678-1234-5678-90ab-cddeefaabbcc',
]);

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Lower-case uuid, or null for anything else, "not present" (all zero) and "not settable" (all ones) included. */
export function uuidOf(text: string | null): string | null {
  const uuid = text?.trim().toLowerCase() ?? '';
  if (!UUID.test(uuid) || /^[0-]+$/.test(uuid) || /^[f-]+$/.test(uuid)) return null;
  return uuid;
}

/** The uuid if it can identify a machine, else null: placeholders, and one digit repeated. */
export function identifyingUuid(uuid: string | null): string | null {
  return uuid === null || PLACEHOLDERS.has(uuid) || /^(.)(\1|-)*$/.test(uuid) ? null : uuid;
}

/** The same uuid with its first three fields in the other byte order. */
export function swappedUuid(uuid: string): string {
  const swap = (field: string) => field.match(/../g)?.reverse().join('') ?? '';
  const [a = '', b = '', c = '', ...rest] = uuid.split('-');
  return [swap(a), swap(b), swap(c), ...rest].join('-');
}

/**
 * The uuid in 16 bytes of a type 1 structure. Its first three fields are little-endian since SMBIOS 2.6; the kernel and
 * dmidecode go by the version too, so that all agree.
 */
export function uuidFromBytes(bytes: Uint8Array, version: number): string | null {
  const hex = Buffer.from(bytes).toString('hex');
  const parts = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)];
  const uuid = uuidOf(parts.join('-'));
  return uuid === null || version < 0x0206 ? uuid : swappedUuid(uuid);
}
