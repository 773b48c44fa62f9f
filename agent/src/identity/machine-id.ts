import { createHmac } from 'node:crypto';
import type { Host } from '../host/host.ts';

/** Names the use, so that the hash cannot be joined with other programs' hashes of the same machine id. */
const APPLICATION_KEY = 'coreledger/machine-id/1';
const FILES = ['/etc/machine-id', '/var/lib/dbus/machine-id'];
const CRYPTOGRAPHY = 'HKLM\\SOFTWARE\\Microsoft\\Cryptography';

/** Keyed hash of the operating system's machine id (machine-id(5) asks to keep the id itself confidential); null if unknown. */
export async function machineIdHash(host: Host): Promise<string | null> {
  const id = host.platform === 'win32' ? await machineGuid(host) : machineId(host);
  return id === null ? null : createHmac('sha256', APPLICATION_KEY).update(id).digest('hex');
}

/** An image that is not yet started holds an empty file or "uninitialized". */
function machineId(host: Host): string | null {
  for (const file of FILES) {
    const id = readOr(() => host.readText(file, 4096).trim().toLowerCase(), '');
    if (/^[0-9a-f]{32}$/.test(id) && !/^0+$/.test(id)) return id;
  }
  return null;
}

async function machineGuid(host: Host): Promise<string | null> {
  try {
    const key = await host.registry(CRYPTOGRAPHY);
    return key?.values.get('machineguid')?.data.trim().toLowerCase() || null;
  } catch {
    return null;
  }
}

function readOr<Value>(read: () => Value, otherwise: Value): Value {
  try {
    return read();
  } catch {
    return otherwise;
  }
}
