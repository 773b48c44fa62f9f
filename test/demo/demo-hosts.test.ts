import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Sections } from '@coreledger/shared/host-report.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { collectSections } from '../../agent/src/collectors/collect-sections.ts';
import { rootedHost } from '../../agent/src/host/rooted-host.ts';
import { DEMO_HOSTS } from './hosts/demo-hosts.ts';
import { writeHostRoot } from './roots/write-host-root.ts';

const found = new Map<string, Sections>();
let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'coreledger-demo-hosts-'));
  for (const host of DEMO_HOSTS)
    found.set(host.name, await collectSections(rootedHost(await writeHostRoot(host, folder))));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

describe('demo hosts, read by the real collectors', () => {
  it('have the processors that their descriptions give', () => {
    const counts = [...found].map(([name, { cpu }]) =>
      cpu.status === 'present'
        ? [name, cpu.value.socketCores, cpu.value.logicalProcessors]
        : [name, cpu.status],
    );
    expect(counts).toEqual([
      ['ora-db-01', [16, 16], 64],
      ['ora-db-02', [24], 24],
      ['ora-arm-01', null, 80],
      ['sql-db-01', [10, 10], 40],
      ['sql-edge-01', [2], 2],
      ['sql-dev-01', [6], 6],
      ['kvm-01', [12, 12], 48],
      ['erp-vm-02', [1, 1, 1, 1, 1, 1, 1, 1], 8],
      ['app-vm-11', [2, 2], 4],
      ['rhel-app-01', [24, 24, 24], 144],
      ['web-ec2-01', [2], 4],
    ]);
  });

  it('run where their descriptions say', () => {
    const places = [...found].map(([name, { virtualization }]) =>
      virtualization.status === 'present'
        ? [name, virtualization.value.kind, virtualization.value.hypervisor, virtualization.value.cloud]
        : [name, virtualization.status],
    );
    expect(places).toEqual([
      ['ora-db-01', 'physical', null, null],
      ['ora-db-02', 'physical', null, null],
      ['ora-arm-01', 'unknown', null, null],
      ['sql-db-01', 'physical', null, null],
      ['sql-edge-01', 'physical', null, null],
      ['sql-dev-01', 'guest', 'hyperv', null],
      ['kvm-01', 'hypervisor', 'kvm', null],
      ['erp-vm-02', 'guest', 'kvm', null],
      ['app-vm-11', 'guest', 'vmware', null],
      ['rhel-app-01', 'physical', null, null],
      ['web-ec2-01', 'guest', 'kvm', 'ec2'],
    ]);
  });

  it('tell the Hyper-V guest its host, and the hypervisor its guests', () => {
    expect(found.get('sql-dev-01')?.virtualization).toMatchObject({
      value: { physicalHost: 'hv-berlin-03.berlin.example' },
    });
    expect(found.get('kvm-01')?.virtualization).toMatchObject({
      value: {
        guests: [
          { name: 'app-vm-03', vcpus: 4, state: 'running' },
          { name: 'erp-vm-02', vcpus: 8, state: 'running', uuid: '5b1f0a7c-2d3e-4c4b-9a68-77a1c2e3d401' },
          { name: 'old-vm-09', vcpus: 2, state: 'stopped' },
        ],
      },
    });
  });
});
