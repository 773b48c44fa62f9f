import type { DemoHost } from '../roots/demo-host.ts';
import { RHEL_9, rackServer } from './systems.ts';

/** An image-built RHEL without an rpm database: what is installed there cannot be read, and the report says so. */
export const rhelApp01: DemoHost = {
  name: 'rhel-app-01',
  domain: 'hamburg.example',
  machineId: 'b0c1d2e3f4a5461728394a5b6c7d8e9f',
  macs: ['3c:a8:2a:0f:31:01'],
  osRelease: RHEL_9,
  kernel: '5.14.0-427.13.1.el9_4.x86_64',
  memoryGiB: 128,
  firmware: rackServer('HPE', 'ProLiant DL580 Gen10', 'CZ20210K4T', '37363939-3038-5a43-3230-3231304b3454'),
  processors: {
    kind: 'x86',
    vendor: 'GenuineIntel',
    model: 'Intel(R) Xeon(R) Gold 6252 CPU @ 2.10GHz',
    socketCores: [24, 24, 24],
    emptySockets: 1,
    threadsPerCore: 2,
    hypervisorBit: false,
  },
  ssm: { managedInstanceId: 'mi-0a1b2c3d4e5f60008', region: 'eu-central-1' },
};
