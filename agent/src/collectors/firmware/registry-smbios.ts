import type { Host, RegistryKey } from '../../host/host.ts';

const KEY = 'HKLM\\SYSTEM\\CurrentControlSet\\Services\\mssmbios\\Data';
const HEADER_LENGTH = 8;

/** The SMBIOS table as Windows keeps it in the registry, readable by anyone. */
export interface RegistrySmbios {
  readonly table: Uint8Array;
  /** major × 256 + minor. */
  readonly version: number;
}

export async function readRegistrySmbios(host: Host): Promise<RegistrySmbios | undefined> {
  const key = await host.registry(KEY);
  return key === undefined ? undefined : parseRegistrySmbios(key);
}

/** Value `SMBiosData`, a RawSMBIOSData: calling method, major, minor, revision, length in 4 bytes, table. */
export function parseRegistrySmbios(key: RegistryKey): RegistrySmbios | undefined {
  const hex = key.values.get('smbiosdata')?.data ?? '';
  const bytes = Buffer.from(hex.replace(/[\s,]/g, ''), 'hex');
  if (bytes.length <= HEADER_LENGTH) return undefined;
  const length = Math.min(bytes.readUInt32LE(4), bytes.length - HEADER_LENGTH);
  return {
    table: new Uint8Array(bytes.subarray(HEADER_LENGTH, HEADER_LENGTH + length)),
    version: bytes.readUInt8(1) * 256 + bytes.readUInt8(2),
  };
}
