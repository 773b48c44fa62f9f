import type { DemoHost } from '../roots/demo-host.ts';
import { DEBIAN_12, rackServer } from './systems.ts';

const DEBIAN_MAINTAINER = 'Debian Libvirt Maintainers <pkg-libvirt-maintainers@lists.alioth.debian.org>';

/** A virtualization host with two running guests and one that is off: it is what its guests' metrics ask for. */
export const kvm01: DemoHost = {
  name: 'kvm-01',
  domain: 'berlin.example',
  machineId: '8c9d0e1f2a3b44c5d6e7f80912a3b4c5',
  macs: ['ac:1f:6b:aa:01:01'],
  osRelease: DEBIAN_12,
  kernel: '6.1.0-25-amd64',
  memoryGiB: 384,
  firmware: rackServer(
    'Supermicro',
    'SYS-6029P-WTR',
    'S265318X8A05521',
    '3f0c7d00-6b2a-11e9-8000-ac1f6baa0101',
  ),
  processors: {
    kind: 'x86',
    vendor: 'GenuineIntel',
    model: 'Intel(R) Xeon(R) Gold 6226 CPU @ 2.70GHz',
    socketCores: [12, 12],
    threadsPerCore: 2,
    hypervisorBit: false,
  },
  packages: [
    { name: 'base-files', version: '12.4+deb12u7', maintainer: 'Santiago Vila <sanvila@debian.org>' },
    { name: 'libvirt-daemon', version: '9.0.0-4+deb12u1', maintainer: DEBIAN_MAINTAINER },
    { name: 'qemu-system-x86', version: '1:7.2+dfsg-7+deb12u7', maintainer: DEBIAN_MAINTAINER },
  ],
  files: {
    '/etc/libvirt/qemu/erp-vm-02.xml': domain('erp-vm-02', '5b1f0a7c-2d3e-4c4b-9a68-77a1c2e3d401', 8),
    '/etc/libvirt/qemu/app-vm-03.xml': domain('app-vm-03', '5b1f0a7c-2d3e-4c4b-9a68-77a1c2e3d402', 4),
    '/etc/libvirt/qemu/old-vm-09.xml': domain('old-vm-09', '5b1f0a7c-2d3e-4c4b-9a68-77a1c2e3d409', 2),
    '/run/libvirt/qemu/erp-vm-02.xml': running('erp-vm-02', '5b1f0a7c-2d3e-4c4b-9a68-77a1c2e3d401', 8),
    '/run/libvirt/qemu/app-vm-03.xml': running('app-vm-03', '5b1f0a7c-2d3e-4c4b-9a68-77a1c2e3d402', 4),
  },
};

function domain(name: string, uuid: string, vcpus: number): string {
  return `<domain type='kvm'>
  <name>${name}</name>
  <uuid>${uuid}</uuid>
  <memory unit='KiB'>33554432</memory>
  <vcpu placement='static'>${vcpus}</vcpu>
  <os>
    <type arch='x86_64' machine='pc-q35-7.2'>hvm</type>
  </os>
</domain>
`;
}

function running(name: string, uuid: string, vcpus: number): string {
  return `<domstatus state='running' reason='booted' pid='2211'>
${domain(name, uuid, vcpus)}</domstatus>
`;
}
