import type { Sections } from '@coreledger/shared/host-report.ts';
import type { Conflict, PresentSection, SourceOutcome } from '@coreledger/shared/section.ts';
import { conflictOver } from '../collectors/conflict.ts';
import { mergeFirmware } from '../collectors/firmware/merge-firmware.ts';
import { OPINION_SOURCE, type Opinion } from './opinion.ts';

const READ: SourceOutcome = { name: OPINION_SOURCE, status: 'read', detail: null };

/** Sections with the opinion beside them: a reading, a conflict where it differs, a fact where ours was open. Never a count. */
export function weighOpinion(sections: Sections, opinion: Opinion): Sections {
  return {
    ...sections,
    cpu: weighCpu(sections.cpu, opinion),
    firmware: weighFirmware(sections.firmware, opinion),
    memory: weighMemory(sections.memory, opinion),
    network: weighNetwork(sections.network, opinion),
  };
}

function weighCpu(section: Sections['cpu'], { cpu }: Opinion): Sections['cpu'] {
  if (section.status !== 'present' || cpu === undefined) return section;
  const ours = section.value;
  const fields = ['sockets', 'cores', 'logicalProcessors'] as const;
  const differing = fields.filter(
    (field) => ours[field] !== null && cpu[field] !== null && ours[field] !== cpu[field],
  );
  const conflicts = differing.map((field) => {
    const known = section.conflicts.find((conflict) => conflict.field === field)?.values;
    const mine = known ?? [{ source: ours.sources[0] ?? 'agent', value: ours[field] }];
    return { field, values: [...mine, { source: OPINION_SOURCE, value: cpu[field] }].slice(0, 16) };
  });
  const others = section.conflicts.filter(
    ({ field }) => !conflicts.some((conflict) => conflict.field === field),
  );
  const value = { ...ours, readings: [...ours.readings, cpu].slice(0, 16) };
  return { ...withOpinion(section, []), value, conflicts: [...others, ...conflicts] };
}

function weighFirmware(section: Sections['firmware'], { firmware }: Opinion): Sections['firmware'] {
  if (section.status !== 'present' || firmware === undefined) return section;
  const source = section.sources.find(({ status }) => status === 'read')?.name ?? 'agent';
  const { value, conflicts } = mergeFirmware([
    { source, reading: section.value },
    { source: OPINION_SOURCE, reading: firmware },
  ]);
  return { ...withOpinion(section, conflicts), value };
}

function weighMemory(section: Sections['memory'], { memoryBytes }: Opinion): Sections['memory'] {
  if (section.status !== 'present' || memoryBytes === null) return section;
  const conflict = conflictOver('totalBytes', [
    { source: 'kernel', value: section.value.totalBytes },
    { source: OPINION_SOURCE, value: memoryBytes },
  ]);
  return withOpinion(section, conflict === undefined ? [] : [conflict]);
}

function weighNetwork(section: Sections['network'], { macs }: Opinion): Sections['network'] {
  if (section.status !== 'present' || macs.size === 0) return section;
  const conflicts = section.value.flatMap(({ name, mac }) => {
    const conflict = conflictOver(`${name.slice(0, 100)}.mac`, [
      { source: 'sysfs', value: mac },
      { source: OPINION_SOURCE, value: macs.get(name) ?? null },
    ]);
    return conflict === undefined ? [] : [conflict];
  });
  return withOpinion(section, conflicts);
}

function withOpinion<Value>(
  section: PresentSection<Value>,
  conflicts: readonly Conflict[],
): PresentSection<Value> {
  return {
    ...section,
    sources: [...section.sources, READ].slice(0, 64),
    conflicts: [...section.conflicts, ...conflicts].slice(0, 64),
  };
}
