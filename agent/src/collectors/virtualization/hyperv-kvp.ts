const KEY_BYTES = 512;
const RECORD_BYTES = 512 + 2048;
const MAX_RECORDS = 256;

/** A pool file of the Hyper-V key-value daemon: records of a 512-byte key and a 2048-byte value, both NUL-padded UTF-8. */
export function parseKvpPool(bytes: Uint8Array): Map<string, string> {
  const values = new Map<string, string>();
  for (let index = 0; index < MAX_RECORDS; index += 1) {
    const record = bytes.subarray(index * RECORD_BYTES, (index + 1) * RECORD_BYTES);
    if (record.length < RECORD_BYTES) break;
    const key = paddedText(record.subarray(0, KEY_BYTES));
    if (key !== '') values.set(key, paddedText(record.subarray(KEY_BYTES)));
  }
  return values;
}

/** What Hyper-V's host tells its guest, by the names it uses on Windows and Linux alike. */
export function hypervFacts(parameters: ReadonlyMap<string, string>): {
  physicalHost: string | null;
  vmName: string | null;
  vmId: string | null;
} {
  const value = (name: string) => parameters.get(name) || null;
  return {
    physicalHost: value('PhysicalHostNameFullyQualified') ?? value('PhysicalHostName') ?? value('HostName'),
    vmName: value('VirtualMachineName'),
    vmId: value('VirtualMachineId'),
  };
}

function paddedText(bytes: Uint8Array): string {
  const end = bytes.indexOf(0);
  return Buffer.from(end === -1 ? bytes : bytes.subarray(0, end)).toString('utf8');
}
