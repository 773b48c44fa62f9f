/** A machine of the demo fleet, described by what its files would say. `writeHostRoot` lays them out as a root directory. */
export interface DemoHost {
  /** Host name and name of the folder. */
  readonly name: string;
  readonly domain: string;
  readonly machineId: string;
  readonly macs: readonly string[];
  readonly osRelease: Readonly<Record<string, string>>;
  readonly kernel: string;
  readonly memoryGiB: number;
  /** Absent: a root with neither SMBIOS nor device tree. */
  readonly firmware?: DemoFirmware;
  readonly processors: DemoProcessors;
  /** Rows of the dpkg status file; absent: the host has no dpkg database. */
  readonly packages?: readonly DemoPackage[];
  /** Managed instance id of its Systems Manager registration, and the Region. */
  readonly ssm?: { readonly managedInstanceId: string; readonly region: string };
  /** Further files by absolute path. */
  readonly files?: Readonly<Record<string, string | Uint8Array>>;
}

export interface DemoFirmware {
  readonly manufacturer: string;
  readonly product: string;
  readonly serial: string;
  readonly uuid: string;
  readonly bios: { readonly vendor: string; readonly version: string; readonly date: string };
  /** `chassis_type` as SMBIOS numbers it: 23 rack mount, 1 other. */
  readonly chassis?: number;
  readonly boardAssetTag?: string;
}

export type DemoProcessors =
  | {
      readonly kind: 'x86';
      readonly vendor: 'GenuineIntel' | 'AuthenticAMD';
      readonly model: string;
      /** Cores of each populated socket. */
      readonly socketCores: readonly number[];
      /** Empty sockets on the board. */
      readonly emptySockets?: number;
      readonly threadsPerCore: 1 | 2;
      readonly hypervisorBit: boolean;
    }
  /** An ARM server whose kernel gives no topology: sockets and cores cannot be told. */
  | { readonly kind: 'arm-untold'; readonly logicalProcessors: number };

export interface DemoPackage {
  readonly name: string;
  readonly version: string;
  readonly maintainer: string;
  readonly architecture?: string;
  /** dpkg's third word: `installed` unless said otherwise. */
  readonly status?: 'installed' | 'config-files';
}
