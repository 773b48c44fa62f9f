import type { DemoHost } from '../roots/demo-host.ts';
import { UBUNTU_22, UBUNTU_BASE } from './systems.ts';

const JAVA_HOME = '/usr/java/jdk-17.0.13';

/** A VMware guest: its host is not told to it. Oracle's Java 17.0.13 is the first of that line that is charged for. */
export const appVm11: DemoHost = {
  name: 'app-vm-11',
  domain: 'hamburg.example',
  machineId: 'a1b2c3d4e5f647389a0b1c2d3e4f5a6b',
  macs: ['00:50:56:9c:11:0b'],
  osRelease: UBUNTU_22,
  kernel: '5.15.0-122-generic',
  memoryGiB: 16,
  firmware: {
    manufacturer: 'VMware, Inc.',
    product: 'VMware7,1',
    serial: 'VMware-42 1c 5e 0b 7a 43 1f 9e-6d 21 c0 34 87 5f a9 1b',
    uuid: '0b5e1c42-437a-9e1f-6d21-c034875fa91b',
    bios: { vendor: 'VMware, Inc.', version: 'VMW71.00V.21805430.B64.2305221830', date: '05/22/2023' },
  },
  processors: {
    kind: 'x86',
    vendor: 'GenuineIntel',
    model: 'Intel(R) Xeon(R) Platinum 8358 CPU @ 2.60GHz',
    socketCores: [2, 2],
    threadsPerCore: 1,
    hypervisorBit: true,
  },
  packages: [
    ...UBUNTU_BASE,
    {
      name: 'mssql-server',
      version: '15.0.4375.4-3',
      maintainer: 'Microsoft Data Platform Group <dataplatform@microsoft.com>',
      status: 'config-files',
    },
  ],
  ssm: { managedInstanceId: 'mi-0a1b2c3d4e5f60007', region: 'us-east-1' },
  files: {
    [`${JAVA_HOME}/bin/java`]: '',
    [`${JAVA_HOME}/release`]: `IMPLEMENTOR="Oracle Corporation"
JAVA_RUNTIME_VERSION="17.0.13+10-LTS-268"
JAVA_VERSION="17.0.13"
JAVA_VERSION_DATE="2024-10-15"
LIBC="gnu"
MODULES="java.base"
OS_ARCH="x86_64"
OS_NAME="Linux"
SOURCE=".:git:0f8be1d0ad8b"
`,
  },
};
