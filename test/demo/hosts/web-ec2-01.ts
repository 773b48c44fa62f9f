import type { DemoHost } from '../roots/demo-host.ts';
import { MSSQL_SERVER, sqlServerErrorlog, UBUNTU_22, UBUNTU_BASE } from './systems.ts';

/** An EC2 instance that was also activated as a hybrid node: AWS counts it already, so it must not count twice. */
export const webEc201: DemoHost = {
  name: 'web-ec2-01',
  domain: 'us-east-1.example',
  machineId: 'ec2a3b4c5d6e47f8091a2b3c4d5e6f70',
  macs: ['0a:58:a9:fe:ac:01'],
  osRelease: UBUNTU_22,
  kernel: '6.8.0-1015-aws',
  memoryGiB: 16,
  firmware: {
    manufacturer: 'Amazon EC2',
    product: 'm5.xlarge',
    serial: 'ec2a3b4c-5d6e-47f8-091a-2b3c4d5e6f70',
    uuid: 'ec2a3b4c-5d6e-47f8-091a-2b3c4d5e6f70',
    bios: { vendor: 'Amazon EC2', version: '1.0', date: '10/16/2017' },
    boardAssetTag: 'i-0123456789abcdef0',
  },
  processors: {
    kind: 'x86',
    vendor: 'GenuineIntel',
    model: 'Intel(R) Xeon(R) Platinum 8259CL CPU @ 2.50GHz',
    socketCores: [2],
    threadsPerCore: 2,
    hypervisorBit: true,
  },
  packages: [...UBUNTU_BASE, MSSQL_SERVER],
  ssm: { managedInstanceId: 'mi-0a1b2c3d4e5f60009', region: 'us-east-1' },
  files: {
    '/var/opt/mssql/log/errorlog': sqlServerErrorlog('Standard Edition (64-bit)', 1, 4),
  },
};
