import type { DemoHost } from '../roots/demo-host.ts';
import { oracleHome } from './oracle-home.ts';
import { ORACLE_LINUX_8, rackServer } from './systems.ts';

/** Two sockets of sixteen cores, hyper-threading on: 32 cores owe, not 64 threads. */
export const oraDb01: DemoHost = {
  name: 'ora-db-01',
  domain: 'berlin.example',
  machineId: '6f1d2c0b9a8e47d5b3c4a5968778695a',
  macs: ['b8:ca:3a:10:20:01'],
  osRelease: ORACLE_LINUX_8,
  kernel: '5.15.0-209.161.7.2.el8uek.x86_64',
  memoryGiB: 512,
  firmware: rackServer('Dell Inc.', 'PowerEdge R750', '7XK2P63', '4c4c4544-0058-4b10-8032-b7c04f503633'),
  processors: {
    kind: 'x86',
    vendor: 'GenuineIntel',
    model: 'Intel(R) Xeon(R) Gold 6346 CPU @ 3.10GHz',
    socketCores: [16, 16],
    threadsPerCore: 2,
    hypervisorBit: false,
  },
  ssm: { managedInstanceId: 'mi-0a1b2c3d4e5f60001', region: 'eu-central-1' },
  files: oracleHome('EE'),
};
