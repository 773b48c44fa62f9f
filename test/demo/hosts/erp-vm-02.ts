import type { DemoHost } from '../roots/demo-host.ts';
import { MSSQL_SERVER, sqlServerErrorlog, UBUNTU_22, UBUNTU_BASE } from './systems.ts';

/** A KVM guest whose uuid kvm-01 lists: its physical host is known. */
export const erpVm02: DemoHost = {
  name: 'erp-vm-02',
  domain: 'berlin.example',
  machineId: '9e8d7c6b5a493827160f1e2d3c4b5a69',
  macs: ['52:54:00:6b:02:02'],
  osRelease: UBUNTU_22,
  kernel: '5.15.0-122-generic',
  memoryGiB: 32,
  firmware: {
    manufacturer: 'QEMU',
    product: 'Standard PC (Q35 + ICH9, 2009)',
    serial: 'Not Specified',
    uuid: '5b1f0a7c-2d3e-4c4b-9a68-77a1c2e3d401',
    bios: { vendor: 'SeaBIOS', version: '1.16.2-debian-1.16.2-1', date: '04/01/2014' },
  },
  processors: {
    kind: 'x86',
    vendor: 'GenuineIntel',
    model: 'Intel(R) Xeon(R) Gold 6226 CPU @ 2.70GHz',
    socketCores: [1, 1, 1, 1, 1, 1, 1, 1],
    threadsPerCore: 1,
    hypervisorBit: true,
  },
  packages: [...UBUNTU_BASE, MSSQL_SERVER],
  ssm: { managedInstanceId: 'mi-0a1b2c3d4e5f60006', region: 'us-east-1' },
  files: {
    '/var/opt/mssql/log/errorlog': sqlServerErrorlog(
      'Enterprise Edition: Core-based Licensing (64-bit)',
      8,
      1,
    ),
  },
};
