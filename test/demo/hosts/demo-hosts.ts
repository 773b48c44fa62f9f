import type { DemoHost } from '../roots/demo-host.ts';
import { appVm11 } from './app-vm-11.ts';
import { erpVm02 } from './erp-vm-02.ts';
import { kvm01 } from './kvm-01.ts';
import { oraArm01 } from './ora-arm-01.ts';
import { oraDb01 } from './ora-db-01.ts';
import { oraDb02 } from './ora-db-02.ts';
import { rhelApp01 } from './rhel-app-01.ts';
import { sqlDb01 } from './sql-db-01.ts';
import { sqlDev01 } from './sql-dev-01.ts';
import { sqlEdge01 } from './sql-edge-01.ts';
import { webEc201 } from './web-ec2-01.ts';

/** The machines that the demo replays beside the one it runs on. */
export const DEMO_HOSTS: readonly DemoHost[] = [
  oraDb01,
  oraDb02,
  oraArm01,
  sqlDb01,
  sqlEdge01,
  sqlDev01,
  kvm01,
  erpVm02,
  appVm11,
  rhelApp01,
  webEc201,
];
