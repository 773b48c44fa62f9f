import type { DemoHost } from '../roots/demo-host.ts';
import { MSSQL_SERVER, rackServer, sqlServerErrorlog, UBUNTU_22, UBUNTU_BASE } from './systems.ts';

/** SQL Server Standard on metal; the edition is read from its errorlog, without a database login. */
export const sqlDb01: DemoHost = {
  name: 'sql-db-01',
  domain: 'berlin.example',
  machineId: '3a9b8c7d6e5f40211234a5b6c7d8e9f0',
  macs: ['94:40:c9:31:0a:01'],
  osRelease: UBUNTU_22,
  kernel: '5.15.0-122-generic',
  memoryGiB: 256,
  firmware: rackServer('HPE', 'ProLiant DL360 Gen10', 'CZJ94308QF', '38393335-3836-5a43-4a39-343330385146'),
  processors: {
    kind: 'x86',
    vendor: 'GenuineIntel',
    model: 'Intel(R) Xeon(R) Gold 5215 CPU @ 2.50GHz',
    socketCores: [10, 10],
    threadsPerCore: 2,
    hypervisorBit: false,
  },
  packages: [...UBUNTU_BASE, MSSQL_SERVER],
  ssm: { managedInstanceId: 'mi-0a1b2c3d4e5f60004', region: 'eu-central-1' },
  files: {
    '/var/opt/mssql/mssql.conf': '[sqlagent]\nenabled = true\n',
    '/var/opt/mssql/log/errorlog': sqlServerErrorlog('Standard Edition (64-bit)', 2, 10),
  },
};
