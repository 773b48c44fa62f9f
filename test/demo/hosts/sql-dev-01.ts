import type { DemoHost } from '../roots/demo-host.ts';
import { kvpPool } from '../roots/kvp-pool.ts';
import { MSSQL_SERVER, sqlServerErrorlog, UBUNTU_22, UBUNTU_BASE } from './systems.ts';

/** A Hyper-V guest that is told its host's name. Enterprise Developer: the name contains "Enterprise" and owes nothing. */
export const sqlDev01: DemoHost = {
  name: 'sql-dev-01',
  domain: 'berlin.example',
  machineId: '7b6a594837261504f3e2d1c0bfae9d8c',
  macs: ['00:15:5d:0a:21:07'],
  osRelease: UBUNTU_22,
  kernel: '5.15.0-122-generic',
  memoryGiB: 32,
  firmware: {
    manufacturer: 'Microsoft Corporation',
    product: 'Virtual Machine',
    serial: '2319-5587-1124-8097-3362-1187-45',
    uuid: 'a7c3b1d2-58e4-4f60-9b1a-2d3c4e5f6a7b',
    bios: { vendor: 'Microsoft Corporation', version: 'Hyper-V UEFI Release v4.1', date: '05/13/2024' },
  },
  processors: {
    kind: 'x86',
    vendor: 'GenuineIntel',
    model: 'Intel(R) Xeon(R) Gold 6248R CPU @ 3.00GHz',
    socketCores: [6],
    threadsPerCore: 1,
    hypervisorBit: true,
  },
  packages: [...UBUNTU_BASE, MSSQL_SERVER],
  ssm: { managedInstanceId: 'mi-0a1b2c3d4e5f60005', region: 'eu-central-1' },
  files: {
    '/var/lib/hyperv/.kvp_pool_3': kvpPool({
      HostName: 'hv-berlin-03',
      HostingSystemEditionId: '8',
      PhysicalHostName: 'HV-BERLIN-03',
      PhysicalHostNameFullyQualified: 'hv-berlin-03.berlin.example',
      VirtualMachineName: 'sql-dev-01',
      VirtualMachineId: '0F6C2B7E-93D1-4C55-8E1A-7B2D94C0E3A1',
    }),
    '/var/opt/mssql/log/errorlog': sqlServerErrorlog('Enterprise Developer Edition (64-bit)', 1, 6),
  },
};
