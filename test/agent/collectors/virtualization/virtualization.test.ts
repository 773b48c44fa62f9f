import { describe, expect, it } from 'vitest';
import { firmware } from '../../../../agent/src/collectors/firmware/firmware.ts';
import { virtualization } from '../../../../agent/src/collectors/virtualization/virtualization.ts';
import { hostTree } from '../../../support/host-tree.ts';

const METAL = 'processor\t: 0\nflags\t\t: fpu tsc apic lm\n';
const GUEST = 'processor\t: 0\nflags\t\t: fpu tsc apic lm hypervisor\n';

/** A machine by its names in /sys/class/dmi/id, its cpuinfo and other files. */
async function collect(
  dmi: Readonly<Record<string, string>>,
  cpuinfo: string,
  files: Readonly<Record<string, string | Uint8Array>> = {},
) {
  const named = Object.entries(dmi).map(([name, value]) => [`/sys/class/dmi/id/${name}`, `${value}\n`]);
  const { host } = hostTree({ '/proc/cpuinfo': cpuinfo, ...Object.fromEntries(named), ...files });
  return virtualization.collect(host, { firmware: await firmware.collect(host, {}) });
}

describe('guests and metal by their firmware', () => {
  it.each([
    ['VMware, Inc.', 'VMware7,1', { hypervisor: 'vmware' }],
    ['innotek GmbH', 'VirtualBox', { hypervisor: 'virtualbox' }],
    ['Microsoft Corporation', 'Virtual Machine', { hypervisor: 'hyperv' }],
    ['QEMU', 'Standard PC (Q35 + ICH9, 2009)', { hypervisor: 'kvm' }],
    ['Red Hat', 'KVM', { hypervisor: 'kvm' }],
    ['Nutanix', 'AHV', { hypervisor: 'ahv' }],
    ['Parallels International GmbH.', 'Parallels ARM Virtual Machine', { hypervisor: 'parallels' }],
    ['', 'BHYVE', { hypervisor: 'bhyve' }],
    ['Xen', 'HVM domU', { hypervisor: 'xen' }],
    ['OpenBSD', 'VMM', { hypervisor: 'openbsd-vmm' }],
    ['Amazon EC2', 'm5.large', { hypervisor: 'kvm', cloud: 'ec2' }],
    ['Google', 'Google Compute Engine', { hypervisor: 'kvm', cloud: 'gcp' }],
    ['Alibaba Cloud', 'Alibaba Cloud ECS', { hypervisor: 'kvm', cloud: 'alibaba' }],
    ['DigitalOcean', 'Droplet', { hypervisor: 'kvm', cloud: 'digitalocean' }],
    ['Exoscale', 'Exoscale Compute Platform', { hypervisor: 'kvm', cloud: 'exoscale' }],
    ['IBM:Cloud Compute Server 1.0:cx2-2x4', 'cx2-2x4', { hypervisor: 'kvm', cloud: 'ibm' }],
    ['Red Hat', 'RHEL-AV', { hypervisor: 'kvm' }],
    ['Joyent', 'SmartDC HVM', { hypervisor: 'kvm' }],
    ['OmniOS', 'OmniOS HVM', { hypervisor: 'bhyve' }],
    ['ChromiumOS', 'crosvm', { hypervisor: 'kvm' }],
    ['Cloud Hypervisor', 'cloud-hypervisor', { hypervisor: 'kvm' }],
    ['HITACHI', 'BladeSymphony E55A2 LPAR', { hypervisor: 'virtage' }],
  ])('%s %s is a guest', async (sys_vendor, product_name, expected) => {
    const section = await collect({ sys_vendor, product_name }, GUEST);
    expect(section).toMatchObject({ value: { kind: 'guest', container: null, ...expected } });
  });

  it.each([
    ['Dell Inc.', 'PowerEdge R740', null],
    ['Nutanix', 'NX-3050', null],
    ['Microsoft Corporation', 'Surface Laptop 3', null],
    ['Google', 'Kasumi', null],
    ['Oracle Corporation', 'ORACLE SERVER X5-2', null],
    ['Red Hat', 'Workstation', null],
    ['Amazon EC2', 'm5.metal', 'ec2'],
    ['Amazon EC2', 'u-6tb1.metal', 'ec2'],
    ['Google', 'Google Compute Engine', 'gcp'],
    ['Alibaba Cloud', 'Alibaba Cloud ECS', 'alibaba'],
    ['Vultr', 'VHP', 'vultr'],
    ['HITACHI', 'HA8000/RS220', null],
  ])('%s %s without the hypervisor bit is metal', async (sys_vendor, product_name, cloud) => {
    const section = await collect({ sys_vendor, product_name }, METAL);
    expect(section).toMatchObject({ value: { kind: 'physical', hypervisor: null, cloud, vmUuid: null } });
  });

  it('names Azure by its asset tag', async () => {
    const dmi = {
      sys_vendor: 'Microsoft Corporation',
      product_name: 'Virtual Machine',
      chassis_asset_tag: '7783-7084-3265-9085-8269-3286-77',
    };
    expect(await collect(dmi, GUEST)).toMatchObject({ value: { hypervisor: 'hyperv', cloud: 'azure' } });
  });

  it('is a guest of an unknown hypervisor where the firmware of the machine below shows through', async () => {
    const section = await collect({ sys_vendor: 'Dell Inc.', product_name: 'PowerEdge R740' }, GUEST);
    expect(section).toMatchObject({ value: { kind: 'guest', hypervisor: null } });
  });

  it('gives the uuid of a guest in both byte orders, and none that many share', async () => {
    const vmware = { sys_vendor: 'VMware, Inc.', product_name: 'VMware7,1' };
    const uuid = 'BC4C4D56-A9C6-6919-3FEE-FA0F3887B6A5';
    expect(await collect({ ...vmware, product_uuid: uuid }, GUEST)).toMatchObject({
      value: {
        vmUuid: 'bc4c4d56-a9c6-6919-3fee-fa0f3887b6a5',
        vmUuidSwapped: '564d4cbc-c6a9-1969-3fee-fa0f3887b6a5',
      },
    });
    const shared = '03000200-0400-0500-0006-000700080009';
    expect(await collect({ ...vmware, product_uuid: shared }, GUEST)).toMatchObject({
      value: { vmUuid: null, vmUuidSwapped: null },
    });
  });

  it('says unknown where nothing tells', async () => {
    expect(await collect({}, METAL)).toMatchObject({ value: { kind: 'unknown', hypervisor: null } });
  });

  it('says where it concluded rather than read', async () => {
    const section = await collect({}, GUEST);
    expect(section).toMatchObject({
      value: {
        kind: 'guest',
        hypervisor: 'kvm',
        evidence: [expect.anything(), expect.stringMatching(/^inferred/)],
      },
    });
  });
});

describe('hypervisors that tell by the kernel', () => {
  it('knows the control domain of Xen from its guests', async () => {
    const dell = { sys_vendor: 'Dell Inc.', product_name: 'PowerEdge R740' };
    const control = { '/sys/hypervisor/type': 'xen\n', '/proc/xen/capabilities': 'control_d\n' };
    expect(await collect(dell, GUEST, control)).toMatchObject({
      value: { kind: 'hypervisor', hypervisor: 'xen', vmUuid: null },
    });
    const uuid = 'ec2a4c5f-1111-2222-3333-444455556666';
    const hvm = {
      sys_vendor: 'Xen',
      product_name: 'HVM domU',
      bios_vendor: 'Xen',
      bios_version: '4.11.amazon',
    };
    expect(await collect(hvm, GUEST)).toMatchObject({ value: { hypervisor: 'xen', cloud: 'ec2' } });
    const guest = { '/sys/hypervisor/type': 'xen\n', '/sys/hypervisor/uuid': `${uuid}\n` };
    expect(await collect({}, METAL, guest)).toMatchObject({
      value: { kind: 'guest', hypervisor: 'xen', cloud: 'ec2', vmUuid: uuid },
    });
  });

  it.each([
    ['kvm', { '/proc/device-tree/compatible': 'linux,dummy-virt\0' }],
    ['qemu', { '/proc/device-tree/fw-cfg@9020000/compatible': 'qemu,fw-cfg-mmio\0' }],
    ['xen', { '/proc/device-tree/hypervisor/compatible': 'xen,xen-4.11\0xen,xen\0' }],
    ['vmware', { '/proc/device-tree/hypervisor/compatible': 'VMware\0' }],
    ['powervm-lpar', { '/proc/device-tree/ibm,partition-name': 'db01\0' }],
    ['zvm', { '/proc/sysinfo': 'LPAR Number: 5\nVM00 Name: LINUX1\nVM00 Control Program: z/VM    6.4.0\n' }],
    ['kvm', { '/proc/sysinfo': 'LPAR Number: 5\nVM00 Name: g1\nVM00 Control Program: KVM/Linux\n' }],
    ['lpar', { '/proc/sysinfo': 'LPAR Number: 5\nLPAR Name: PROD1\n' }],
  ])('%s, from %j', async (hypervisor, files) => {
    const section = await collect({}, 'processor\t: 0\n', files as Record<string, string>);
    expect(section).toMatchObject({ value: { kind: 'guest', hypervisor } });
  });

  it('learns the physical host of a Hyper-V guest from the key-value pool', async () => {
    const record = (key: string, value: string) =>
      Buffer.concat([Buffer.from(key.padEnd(512, '\0')), Buffer.from(value.padEnd(2048, '\0'))]);
    const pool = Buffer.concat([
      record('HostName', 'hv01'),
      record('PhysicalHostNameFullyQualified', 'hv01.example.net'),
      record('VirtualMachineName', 'sql-7'),
      record('VirtualMachineId', 'A1B2C3D4-0000-4000-8000-000000000001'),
      Buffer.from('torn record'),
    ]);
    const dmi = { sys_vendor: 'Microsoft Corporation', product_name: 'Virtual Machine' };
    expect(await collect(dmi, GUEST, { '/var/lib/hyperv/.kvp_pool_3': pool })).toMatchObject({
      value: {
        physicalHost: 'hv01.example.net',
        vmName: 'sql-7',
        vmId: 'A1B2C3D4-0000-4000-8000-000000000001',
      },
    });
  });
});

describe('containers', () => {
  it.each([
    ['docker', { '/.dockerenv': '' }],
    ['podman', { '/run/.containerenv': 'engine="podman-4.3.1"\n' }],
    ['lxc', { '/proc/1/environ': 'PATH=/bin\0SECRET=x\0container=lxc\0' }],
    ['systemd-nspawn', { '/run/systemd/container': 'systemd-nspawn\n' }],
    ['kubernetes', { '/proc/1/cgroup': '11:cpu:/kubepods/burstable/pod1/abc\n' }],
    ['linux_vserver', { '/proc/self/status': 'Name:\tcat\nVxID: 41639\n' }],
    ['wsl', { '/proc/sys/kernel/osrelease': '5.15.90.1-microsoft-standard-WSL2\n' }],
  ])('%s is told before the machine below it', async (container, files) => {
    const dmi = {
      sys_vendor: 'Dell Inc.',
      product_name: 'PowerEdge R740',
      product_uuid: 'BC4C4D56-A9C6-6919-3FEE-FA0F3887B6A5',
    };
    const section = await collect(dmi, METAL, files as Record<string, string>);
    expect(section).toMatchObject({
      value: { kind: 'container', container, hypervisor: null, vmUuid: null, guests: null },
    });
    expect(JSON.stringify(section)).not.toContain('SECRET');
  });

  it('is not one in the context of host processes', async () => {
    const dell = { sys_vendor: 'Dell Inc.', product_name: 'PowerEdge R740' };
    expect(await collect(dell, METAL, { '/proc/self/status': 'VxID: 0\n' })).toMatchObject({
      value: { kind: 'physical' },
    });
  });
});
