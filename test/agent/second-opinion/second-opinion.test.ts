import { describe, expect, it } from 'vitest';
import { collectSections } from '../../../agent/src/collectors/collect-sections.ts';
import { localHost } from '../../../agent/src/host/local-host.ts';
import { opinionOf } from '../../../agent/src/second-opinion/ask-systeminformation.ts';
import type { Opinion } from '../../../agent/src/second-opinion/opinion.ts';
import { withSecondOpinion } from '../../../agent/src/second-opinion/second-opinion.ts';
import { hostTree } from '../../support/host-tree.ts';
import { schemaFaults } from '../../support/sections-schema.ts';

const silent: Opinion = { cpu: undefined, firmware: undefined, memoryBytes: null, macs: new Map() };

/** Two processors of which nothing tells the sockets. */
const doubtful = hostTreeOf('processor\t: 0\nCPU architecture: 8\n\nprocessor\t: 1\n');

function hostTreeOf(cpuinfo: string) {
  return () => ({ ...hostTree({ '/proc/cpuinfo': cpuinfo }).host, local: true });
}

describe('second opinion', () => {
  it('of the real library on this machine keeps every count of ours and the wire schema', async () => {
    const sections = await collectSections(localHost());
    const weighed = await withSecondOpinion(localHost(), sections, 'always');
    expect(schemaFaults(weighed)).toEqual([]);
    expect(weighed.cpu).toMatchObject({
      value: { readings: expect.arrayContaining([expect.objectContaining({ source: 'systeminformation' })]) },
    });
    const counts = ({ cpu }: typeof sections) =>
      cpu.status === 'present' ? [cpu.value.sockets, cpu.value.cores, cpu.value.logicalProcessors] : [];
    expect(counts(weighed)).toEqual(counts(sections));
    expect(counts(sections)).not.toEqual([]);
  });

  it('is not asked where our own sources agree, nor for another root', async () => {
    const ask = async () => {
      throw new Error('asked');
    };
    const certain = await collectSections(hostTreeOf('processor\t: 0\nflags\t\t: fpu lm\n')());
    expect(await withSecondOpinion(localHost(), certain, 'in-doubt', ask)).toBe(certain);
    const { host } = hostTree({ '/proc/cpuinfo': 'processor\t: 0\n\nprocessor\t: 1\n' });
    const other = await collectSections(host);
    expect(await withSecondOpinion(host, other, 'always', ask)).toBe(other);
  });

  it('stands beside an unknown count and does not fill it', async () => {
    const host = doubtful();
    const cpu = { source: 'systeminformation', sockets: 1, cores: 2, logicalProcessors: 4 };
    const weighed = await withSecondOpinion(host, await collectSections(host), 'in-doubt', async () => ({
      ...silent,
      cpu,
    }));
    expect(weighed.cpu).toMatchObject({
      value: { sockets: null, cores: null, logicalProcessors: 2, readings: [{ source: 'cpuinfo' }, cpu] },
      conflicts: [
        {
          field: 'logicalProcessors',
          values: [
            { source: 'cpuinfo', value: 2 },
            { source: 'systeminformation', value: 4 },
          ],
        },
      ],
    });
  });

  it('changes nothing when it fails', async () => {
    const host = doubtful();
    const sections = await collectSections(host);
    const weighed = await withSecondOpinion(host, sections, 'in-doubt', async () =>
      Promise.reject(new Error('x')),
    );
    expect(weighed).toBe(sections);
  });

  it('fills a text that ours left open and makes a conflict of another that differs', async () => {
    const { host } = hostTree({
      '/sys/class/dmi/id/sys_vendor': 'Dell Inc.\n',
      '/sys/class/net/eth0/address': 'f4:52:14:01:02:03\n',
      '/proc/meminfo': 'MemTotal: 1000 kB\n',
    });
    const firmware = opinionOf({
      system: {
        manufacturer: 'Dell',
        model: 'R740',
        version: '',
        serial: '-',
        uuid: '',
        sku: '-',
        virtual: false,
      },
    }).firmware;
    const opinion = {
      ...silent,
      firmware,
      memoryBytes: 2_048_000,
      macs: new Map([['eth0', 'f4:52:14:01:02:04']]),
    };
    const weighed = await withSecondOpinion(
      { ...host, local: true },
      await collectSections(host),
      'always',
      async () => opinion,
    );
    expect(schemaFaults(weighed)).toEqual([]);
    expect(weighed.firmware).toMatchObject({
      value: { system: { manufacturer: 'Dell Inc.', product: 'R740', serial: null } },
      conflicts: [{ field: 'system.manufacturer' }],
    });
    expect(weighed.memory).toMatchObject({
      value: { totalBytes: 1_024_000 },
      conflicts: [{ field: 'totalBytes', values: [{ value: 1_024_000 }, { value: 2_048_000 }] }],
    });
    expect(weighed.network).toMatchObject({ conflicts: [{ field: 'eth0.mac' }] });
  });

  it('knows what the library makes up', () => {
    const made = opinionOf({
      system: {
        manufacturer: '',
        model: 'Docker Container',
        version: '',
        serial: '-',
        uuid: '',
        sku: '-',
        virtual: true,
      },
      interfaces: [],
    });
    expect(made).toMatchObject({
      cpu: undefined,
      firmware: { system: { manufacturer: null, product: null, serial: null, uuid: null } },
      memoryBytes: null,
    });
  });
});
