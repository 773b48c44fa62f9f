import type { DemoHost } from '../roots/demo-host.ts';
import { oracleHome } from './oracle-home.ts';
import { ORACLE_LINUX_8, rackServer } from './systems.ts';

/** SMT off: tools that halve the logical processors would count 12 of its 24 cores. One of two sockets is empty. */
export const oraDb02: DemoHost = {
  name: 'ora-db-02',
  domain: 'berlin.example',
  machineId: '0d7c4b1e2f3a495e8d6c7b5a49382716',
  macs: ['b8:ca:3a:10:20:02'],
  osRelease: ORACLE_LINUX_8,
  kernel: '5.15.0-209.161.7.2.el8uek.x86_64',
  memoryGiB: 256,
  firmware: rackServer('Dell Inc.', 'PowerEdge R7525', '9QL4T73', '4c4c4544-0051-4c10-8034-b9c04f543733'),
  processors: {
    kind: 'x86',
    vendor: 'AuthenticAMD',
    model: 'AMD EPYC 74F3 24-Core Processor',
    socketCores: [24],
    emptySockets: 1,
    threadsPerCore: 1,
    hypervisorBit: false,
  },
  ssm: { managedInstanceId: 'mi-0a1b2c3d4e5f60002', region: 'eu-central-1' },
  files: oracleHome('EE'),
};
