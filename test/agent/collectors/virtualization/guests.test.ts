import { describe, expect, it } from 'vitest';
import { parseVirsh } from '../../../../agent/src/collectors/virtualization/virsh.ts';
import { virtualization } from '../../../../agent/src/collectors/virtualization/virtualization.ts';
import { hostTree } from '../../../support/host-tree.ts';

const METAL = {
  '/proc/cpuinfo': 'processor\t: 0\nflags\t\t: fpu tsc apic lm vmx\n',
  '/proc/device-tree/model': 'Test machine\0',
};

function domain(name: string, uuid: string, vcpu: string): string {
  return `<domain type='kvm'><name>${name}</name><uuid>${uuid}</uuid>${vcpu}<os><type>hvm</type></os></domain>`;
}

const UUIDS = ['11111111-aaaa-4bbb-8ccc-000000000001', '11111111-aaaa-4bbb-8ccc-000000000002'] as const;

describe('guests of a virtualization host', () => {
  it('lists libvirt domains from its files, running, stopped and transient', async () => {
    const { host } = hostTree({
      ...METAL,
      '/etc/libvirt/qemu/db.xml': `<!-- WARNING: auto-generated -->\n${domain('db &amp; more', UUIDS[0].toUpperCase(), "<vcpu placement='static' current='2'>8</vcpu>")}`,
      '/etc/libvirt/qemu/web.xml': domain('web', UUIDS[1], '<vcpu>4</vcpu>'),
      '/etc/libvirt/qemu/networks/default.xml': '<network><name>default</name></network>',
      '/run/libvirt/qemu/db.xml': `<domstatus state='running' pid='77'>${domain('db &amp; more', UUIDS[0], '<vcpu>2</vcpu>')}</domstatus>`,
      '/run/libvirt/qemu/tmp.xml': `<domstatus state='paused' pid='78'>${domain('tmp', '', '<vcpu>1</vcpu>')}</domstatus>`,
    });
    expect(await virtualization.collect(host, {})).toMatchObject({
      value: {
        kind: 'hypervisor',
        hypervisor: 'kvm',
        guests: [
          { name: 'db & more', uuid: UUIDS[0], vcpus: 2, state: 'running', source: 'libvirt' },
          { name: 'web', uuid: UUIDS[1], vcpus: 4, state: 'stopped' },
          { name: 'tmp', uuid: null, vcpus: 1, state: 'paused' },
        ],
      },
    });
  });

  it('does not take one broken file for the end of the others, and says that it could not read it', async () => {
    const { host } = hostTree({
      ...METAL,
      '/etc/libvirt/qemu/a.xml': '<domain><name>a</name><uuid',
      '/etc/libvirt/qemu/b.xml': domain('b', UUIDS[1], '<vcpu>4</vcpu>'),
    });
    const section = await virtualization.collect(host, {});
    expect(section).toMatchObject({ status: 'present', complete: false, value: { guests: [{ name: 'b' }] } });
  });

  it('lists the machines of a Proxmox node by their pid files', async () => {
    const { host } = hostTree({
      ...METAL,
      '/etc/pve/qemu-server/100.conf': `name: sql\nsockets: 2\ncores: 4\nsmbios1: uuid=${UUIDS[0]}\n[snap]\nname: old\ncores: 1\n`,
      '/etc/pve/qemu-server/101.conf': 'cores: 4\nvcpus: 3\n',
      '/run/qemu-server/100.pid': '4711\n',
    });
    expect(await virtualization.collect(host, {})).toMatchObject({
      value: {
        kind: 'hypervisor',
        guests: [
          { name: 'sql', uuid: UUIDS[0], vcpus: 8, state: 'running', source: 'proxmox' },
          { name: '101', uuid: null, vcpus: 3, state: 'stopped' },
        ],
      },
    });
  });

  it('takes the states of Proxmox machines from qm where there are no pid files', async () => {
    const qm = `      VMID NAME                 STATUS     MEM(MB)    BOOTDISK(GB) PID
       100 sql                  running    4096              32.00 4711
       101 my vm                stopped    2048              16.00 0
`;
    const files = {
      ...METAL,
      '/etc/pve/qemu-server/100.conf': 'name: sql\n',
      '/etc/pve/qemu-server/101.conf': '',
    };
    expect(await virtualization.collect(hostTree(files, { 'qm.txt': qm }).host, {})).toMatchObject({
      value: { guests: [{ state: 'running', vcpus: 1 }, { state: 'stopped' }] },
    });
  });

  it('reads what virsh prints', () => {
    const list = ` ${UUIDS[0]} sql\n ${UUIDS[1]} my vm\n\n`;
    const stats = `Domain: 'sql'
  state.state=1
  state.reason=1
  vcpu.current=2
  vcpu.maximum=8

Domain: 'my vm'
  state.state=5
  state.reason=1
  vcpu.current=1
  vcpu.maximum=1

`;
    expect(parseVirsh(list, stats)).toEqual([
      { uuid: UUIDS[0], name: 'sql', vcpus: 2, state: 'running', source: 'virsh' },
      { uuid: UUIDS[1], name: 'my vm', vcpus: 1, state: 'stopped', source: 'virsh' },
    ]);
  });

  it('is no virtualization host without guests', async () => {
    expect(await virtualization.collect(hostTree(METAL).host, {})).toMatchObject({
      value: { kind: 'physical', guests: null },
    });
  });
});
