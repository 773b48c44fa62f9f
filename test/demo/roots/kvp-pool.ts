const KEY_BYTES = 512;
const VALUE_BYTES = 2048;

/** A pool file of the Hyper-V key-value daemon. */
export function kvpPool(values: Readonly<Record<string, string>>): Uint8Array {
  return Buffer.concat(
    Object.entries(values).map(([key, value]) => {
      const record = Buffer.alloc(KEY_BYTES + VALUE_BYTES);
      record.write(key, 0, 'utf8');
      record.write(value, KEY_BYTES, 'utf8');
      return record;
    }),
  );
}
