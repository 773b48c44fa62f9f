import type { DemoHost } from '../roots/demo-host.ts';
import { MSSQL_SERVER, rackServer, sqlServerErrorlog, UBUNTU_22, UBUNTU_BASE } from './systems.ts';

/** One socket of two cores: below the minimum of four per processor. It is not registered with Systems Manager. */
export const sqlEdge01: DemoHost = {
  name: 'sql-edge-01',
  domain: 'hamburg.example',
  machineId: '5e4d3c2b1a0f49e8d7c6b5a493827160',
  macs: ['3c:ec:ef:70:01:0a'],
  osRelease: UBUNTU_22,
  kernel: '5.15.0-122-generic',
  memoryGiB: 16,
  firmware: rackServer(
    'Supermicro',
    'SYS-E200-9B',
    'S348084X9C01234',
    '00000000-0000-0000-0000-3cecef70010a',
  ),
  processors: {
    kind: 'x86',
    vendor: 'GenuineIntel',
    model: 'Intel(R) Celeron(R) G4900T CPU @ 2.90GHz',
    socketCores: [2],
    threadsPerCore: 1,
    hypervisorBit: false,
  },
  packages: [...UBUNTU_BASE, MSSQL_SERVER],
  files: {
    '/var/opt/mssql/mssql.conf': '[network]\ntcpport = 1433\n',
    '/var/opt/mssql/log/errorlog': sqlServerErrorlog('Standard Edition (64-bit)', 1, 2),
  },
};
