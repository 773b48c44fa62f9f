import type { FirmwareProcessor } from '@coreledger/shared/firmware.ts';
import type { Sections } from '@coreledger/shared/host-report.ts';

/** The sections of a report in the words of the corpus; a field that is not known is left out. */
export function scoreFields(sections: Sections): Record<string, unknown> {
  return {
    ...cpuFields(sections.cpu),
    ...virtualizationFields(sections.virtualization),
    ...firmwareFields(sections.firmware),
    ...operatingSystemFields(sections.operatingSystem),
    ...softwareFields(sections.software),
    ...oracleFields(sections.editions),
  };
}

function cpuFields(section: Sections['cpu']): object {
  if (section.status !== 'present') return {};
  const { sockets, cores, logicalProcessors, smt } = section.value;
  return { sockets, physical_cores: cores, logical_cpus: logicalProcessors, smt };
}

/** A container's machine is a guest where a hypervisor shows through. */
function virtualizationFields(section: Sections['virtualization']): object {
  if (section.status !== 'present') return {};
  const { kind, hypervisor, container } = section.value;
  if (kind === 'unknown') return {};
  return { is_vm: kind === 'guest' || (kind === 'container' && hypervisor !== null), hypervisor, container };
}

function firmwareFields(section: Sections['firmware']): object {
  if (section.status !== 'present') return {};
  const { system, processors } = section.value;
  const names = { sys_vendor: system.manufacturer, product_name: system.product, product_uuid: system.uuid };
  if (processors === null) return names;
  const populated = processors.filter(({ status }) => status !== 'unpopulated');
  return {
    ...names,
    sockets_populated: populated.length,
    cores: sum(populated, 'coreCount'),
    threads: sum(populated, 'threadCount'),
  };
}

function sum(processors: readonly FirmwareProcessor[], field: 'coreCount' | 'threadCount'): number | null {
  const counts = processors.map((processor) => processor[field]);
  return counts.includes(null) ? null : counts.reduce<number>((total, count) => total + (count ?? 0), 0);
}

function operatingSystemFields(section: Sections['operatingSystem']): object {
  if (section.status !== 'present') return {};
  const { id, versionId, name, prettyName } = section.value;
  return { os: { id, version_id: versionId, name, pretty_name: prettyName } };
}

function softwareFields(section: Sections['software']): object {
  if (section.status !== 'present') return {};
  return {
    packages: section.value.map(({ name, version, architecture }) => ({ name, version, arch: architecture })),
  };
}

function oracleFields(section: Sections['editions']): object {
  if (section.status !== 'present') return {};
  const homes = section.value.filter(({ detector }) => detector === 'oracle-database');
  return { oracle_homes: [...new Set(homes.map(({ location }) => location))] };
}
