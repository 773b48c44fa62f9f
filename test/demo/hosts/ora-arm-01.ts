import type { DemoHost } from '../roots/demo-host.ts';
import { oracleHome } from './oracle-home.ts';
import { ORACLE_LINUX_8 } from './systems.ts';

/** An ARM server whose kernel and firmware tell no topology: its demand cannot be measured and is shown as such. */
export const oraArm01: DemoHost = {
  name: 'ora-arm-01',
  domain: 'berlin.example',
  machineId: '1c5e7a9b3d2f48160a9c8e7d6f5b4a39',
  macs: ['0c:42:a1:55:66:01'],
  osRelease: ORACLE_LINUX_8,
  kernel: '5.15.0-209.161.7.2.el8uek.aarch64',
  memoryGiB: 128,
  processors: { kind: 'arm-untold', logicalProcessors: 80 },
  ssm: { managedInstanceId: 'mi-0a1b2c3d4e5f60003', region: 'eu-central-1' },
  files: oracleHome('EE'),
};
