import { createHash, randomUUID } from 'node:crypto';
import type { HostReport } from '@coreledger/shared/host-report.ts';
import type { SoftwareItem } from '@coreledger/shared/software.ts';
import { dpkgItem, hostReport, identity, presentSection } from '../../support/collector/test-agent.ts';
import { UNKNOWN_VIRTUALIZATION } from '../../support/collector/unknown-virtualization.ts';
import { ownChoice } from './fleet.ts';
import { LICENSED_VERSION, licensedOf } from './licensed-titles.ts';
import { packagePool } from './package-pool.ts';

const TITLES = 600;
const OWN = 30;
const IMAGES = 50;
const GUESTS_OF_HYPERVISOR = 20;
const MODELS = [4, 8, 10, 12, 16, 20, 24, 32];

/**
 * Reports of a mixed datacenter, without keys or signatures: 50 images of 600 titles, 30 of them each host's own; one hypervisor
 * to twenty guests; three operating systems; something licensed on two images of five.
 */
export function createLargeFleet(): (no: number, observedAt: number) => HostReport {
  const pool = packagePool();
  const items = pool.map(({ name, version }) => dpkgItem(name, version ?? undefined));
  const local = pool.map(({ name, version }) => dpkgItem(`local-${name}`, version ?? undefined));
  const images = Array.from({ length: IMAGES }, (_, image) => {
    const licensed = licensedOf(image).map((name) => dpkgItem(name, LICENSED_VERSION));
    const rows = Array.from(
      { length: TITLES - OWN - licensed.length },
      (_, index) => items[(image * 37 + index) % items.length] as SoftwareItem,
    );
    return [...licensed, ...rows];
  });
  return (no, observedAt) => {
    const own = Array.from(
      { length: OWN },
      (_, index) => local[ownChoice(no, index, local.length)] as SoftwareItem,
    );
    const software = [...new Set([...own, ...(images[no % IMAGES] ?? [])])].sort(byName);
    const name = `host-${String(no).padStart(6, '0')}`;
    const cores = MODELS[Math.floor(no / 7) % MODELS.length] ?? 8;
    const hypervisor = no % (GUESTS_OF_HYPERVISOR + 1) === 0;
    const report = hostReport({
      cpu: cpuOf(cores, hypervisor),
      memory: presentSection({ totalBytes: cores * 4_294_967_296, installedBytes: null }),
      operatingSystem: operatingSystemOf(hypervisor ? 2 : no % 3),
      virtualization: hypervisor ? hypervisorWith(no) : guest(no),
      software: presentSection(software),
      editions: presentSection([]),
    });
    return {
      ...report,
      observedAt: new Date(observedAt).toISOString(),
      identity: identity({
        hostName: name,
        fqdn: `${name}.example.org`,
        machineIdHash: createHash('sha256').update(name).digest('hex'),
        smbiosUuid: uuidOf(no),
        macs: [`02:00:00:${hex(no >> 16)}:${hex(no >> 8)}:${hex(no)}`],
      }),
      agentId: randomUUID(),
      sequence: 1,
    };
  };
}

function byName(a: SoftwareItem, b: SoftwareItem): number {
  return a.name < b.name ? -1 : a.name > b.name ? 1 : 0;
}

function hex(value: number): string {
  return (value & 0xff).toString(16).padStart(2, '0');
}

function uuidOf(no: number): string {
  return `564d1234-0000-4000-8000-${no.toString(16).padStart(12, '0')}`;
}

function cpuOf(cores: number, physical: boolean): HostReport['sections']['cpu'] {
  const base = hostReport().sections.cpu;
  if (base.status !== 'present') throw new Error('the test report has a processor section');
  return presentSection({
    ...base.value,
    cores: 2 * cores,
    socketCores: [cores, cores],
    logicalProcessors: 4 * cores,
    virtual: !physical,
    model: `Intel(R) Xeon(R) Gold 61${cores}`,
  });
}

function operatingSystemOf(which: number): HostReport['sections']['operatingSystem'] {
  const rest = { prettyName: null, kernel: null, build: null, channel: null };
  if (which === 0)
    return presentSection({
      ...rest,
      family: 'windows',
      id: 'windows',
      name: 'Microsoft Windows Server 2022 Standard',
      versionId: '10.0.20348',
      edition: 'ServerStandard',
    });
  const id = which === 1 ? 'rhel' : 'debian';
  return presentSection({ ...rest, family: 'linux', id, name: id, versionId: '9.4', edition: null });
}

function hypervisorWith(no: number): HostReport['sections']['virtualization'] {
  const guests = Array.from({ length: GUESTS_OF_HYPERVISOR }, (_, index) => ({
    uuid: uuidOf(no + 1 + index),
    name: `host-${no + 1 + index}`,
    vcpus: 4,
    state: 'running' as const,
    source: 'libvirt',
  }));
  return presentSection({ ...VIRTUAL, kind: 'hypervisor' as const, guests });
}

function guest(no: number): HostReport['sections']['virtualization'] {
  return presentSection({ ...VIRTUAL, kind: 'guest' as const, vmUuid: uuidOf(no) });
}

const VIRTUAL = { ...UNKNOWN_VIRTUALIZATION, hypervisor: 'kvm' as const };
