import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, symlinkSync, truncateSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { collectSections } from '../../agent/src/collectors/collect-sections.ts';
import { hostTree } from '../support/host-tree.ts';
import { schemaFaults } from '../support/sections-schema.ts';
import { processorStructure, smbiosTable } from '../support/smbios-table.ts';

/** Files of a Linux system that collectors of this area read. */
const FILES = [
  '/proc/cpuinfo',
  '/proc/meminfo',
  '/proc/sysinfo',
  '/proc/1/environ',
  '/proc/1/cgroup',
  '/proc/self/status',
  '/proc/self/mountinfo',
  '/proc/version',
  '/proc/sys/kernel/osrelease',
  '/proc/device-tree/model',
  '/proc/device-tree/compatible',
  '/proc/xen/capabilities',
  '/sys/devices/system/cpu/online',
  '/sys/devices/system/cpu/present',
  '/sys/devices/system/cpu/smt/control',
  '/sys/devices/system/cpu/cpu0/topology/physical_package_id',
  '/sys/devices/system/cpu/cpu0/topology/thread_siblings_list',
  '/sys/devices/system/cpu/cpu0/topology/core_id',
  '/sys/devices/system/cpu/cpu1/topology/physical_package_id',
  '/sys/class/dmi/id/sys_vendor',
  '/sys/class/dmi/id/product_uuid',
  '/sys/class/net/eth0/address',
  '/sys/firmware/dmi/tables/DMI',
  '/sys/firmware/dmi/tables/smbios_entry_point',
  '/sys/hypervisor/type',
  '/sys/hypervisor/uuid',
  '/etc/os-release',
  '/etc/libvirt/qemu/a.xml',
  '/etc/pve/qemu-server/100.conf',
  '/run/systemd/container',
  '/var/lib/hyperv/.kvp_pool_3',
];

/** Every file with the same content. */
function treeOf(content: string | Uint8Array) {
  const commands = {
    'lscpu.txt': 'CPU(s): 9e99\n',
    'dmidecode.txt': '\0\ufffd DMI type 4\n\tCore Count: 999999999\n',
  };
  return hostTree(Object.fromEntries(FILES.map((path) => [path, content])), commands);
}

/** Every file made anew by `make`. */
function treeMadeBy(make: (path: string) => void) {
  const tree = hostTree({});
  for (const file of FILES) {
    const path = join(tree.root, file);
    mkdirSync(dirname(path), { recursive: true });
    make(path);
  }
  return tree;
}

const noise = Uint8Array.from({ length: 40_000 }, (_, index) => (index * 7919 + (index >> 3)) & 0xff);

describe('whatever a tree holds, a scan ends with every section in the wire schema', () => {
  it.each([
    ['nothing', ''],
    ['binary noise', noise],
    ['NULs', new Uint8Array(20_000)],
    ['all ones', new Uint8Array(20_000).fill(0xff)],
    ['invalid UTF-8', Uint8Array.of(0xc3, 0x28, 0xa0, 0xa1, 0xe2, 0x28, 0xa1, 0x0a)],
    ['one endless line', 'A'.repeat(2_000_000)],
    ['a huge CPU list', '0-4294967295\n'],
    ['many small CPU lists', `${Array.from({ length: 9_000 }, (_, index) => index * 2).join(',')}\n`],
    ['UTF-16 text', Buffer.from('\ufeffID=debian\r\nprocessor\t: 0\r\n', 'utf16le')],
    ['CRLF text', 'ID=debian\r\nprocessor\t: 0\r\nMemTotal:  12 kB\r\n'],
    ['lone surrogates and control characters', '\ud800\u0001\u007f: x\n'],
    [
      'an entity bomb',
      '<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><domain><name>&b;</name></domain>',
    ],
  ])('%s', async (_name, content) => {
    const sections = await collectSections(treeOf(content).host);
    expect(schemaFaults(sections)).toEqual([]);
    expect(JSON.stringify(sections).isWellFormed()).toBe(true);
  });

  it('more than the wire takes: processors in the table, packages, memory', async () => {
    const cpus = Array.from({ length: 5_000 }, (_, cpu) => cpu);
    const { host } = hostTree({
      '/sys/firmware/dmi/tables/DMI': smbiosTable(
        cpus.map(() => processorStructure({ status: 0x41, cores: 60_000, enabled: 60_000, threads: 60_000 })),
      ),
      '/proc/cpuinfo': cpus
        .map((cpu) => `processor\t: ${cpu}\nflags\t: lm\nphysical id\t: ${cpu}\ncore id\t: 0\n`)
        .join('\n'),
      '/proc/meminfo': 'MemTotal: 999999999999 kB\n',
    });
    const sections = await collectSections(host);
    expect(schemaFaults(sections)).toEqual([]);
    expect(sections.memory).toMatchObject({ value: { totalBytes: 999_999_999_999 * 1024 } });
    expect(sections.cpu).toMatchObject({ value: { sockets: 5_000, socketCores: null } });
  });

  it('FIFOs in place of files', async () => {
    const tree = treeMadeBy((path) => execFileSync('/usr/bin/mkfifo', [path]));
    const sections = await collectSections(tree.host);
    expect(schemaFaults(sections)).toEqual([]);
    expect(sections.cpu).toMatchObject({ status: 'unavailable' });
    expect(sections.firmware).toMatchObject({
      status: 'unavailable',
      reason: expect.stringContaining('not a regular'),
    });
  });

  it('directories in place of files', async () => {
    const sections = await collectSections(treeMadeBy((path) => mkdirSync(path, { recursive: true })).host);
    expect(schemaFaults(sections)).toEqual([]);
    expect(sections.cpu.status).toBe('unavailable');
  });

  it('links that loop, dangle or point out of the root', async () => {
    for (const target of ['loop', '/nowhere', '../../../../../../../../../../proc/cpuinfo']) {
      const tree = treeMadeBy((path) => {
        rmSync(path, { force: true });
        symlinkSync(target === 'loop' ? path.slice(path.lastIndexOf('/') + 1) : target, path);
      });
      const sections = await collectSections(tree.host);
      expect(schemaFaults(sections)).toEqual([]);
      expect(sections.memory.status).toBe('unavailable');
    }
  });

  it('files of many gigabytes', async () => {
    const tree = treeOf('');
    for (const file of FILES) truncateSync(join(tree.root, file), 3 * 1024 ** 3);
    const sections = await collectSections(tree.host);
    expect(schemaFaults(sections)).toEqual([]);
    expect(sections.firmware).toMatchObject({ status: 'present', complete: false });
  });
});
