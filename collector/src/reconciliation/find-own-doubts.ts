import type { Finding } from './finding.ts';
import { hostFinding, isoOf } from './host-finding.ts';
import type { ReconciledHost } from './reconciled-host.ts';

/** What is doubtful about a host by its own account. */
export function findOwnDoubts(host: ReconciledHost): Finding[] {
  const { name, topology, placement, lastSeenAt } = host;
  const found: Finding[] = [];
  const doubt = (kind: Finding['kind'], summary: string, ours: Finding['ours']) =>
    found.push(hostFinding(kind, host, summary, { ours, theirs: {} }));
  if (host.stale)
    doubt('stale-agent', `${name} was last heard of ${isoOf(lastSeenAt)}; it keeps counting`, {
      lastSeenAt: isoOf(lastSeenAt),
    });
  const missing = (['sockets', 'cores', 'logicalProcessors'] as const)
    .filter((field) => topology[field] === null)
    .join(', ');
  if (missing !== '') doubt('topology-unknown', `${name}: ${missing} unknown`, { missing });
  const fields = topology.conflicts.join(', ');
  if (fields !== '') doubt('source-conflict', `${name}: sources disagree on ${fields}`, { fields });
  const { kind, hypervisor, physicalHostId, cloud } = placement;
  if (kind === 'guest' && physicalHostId === null && cloud === null) {
    const on = hypervisor ?? 'hypervisor unknown';
    doubt('physical-host-unknown', `${name} is a guest (${on}) on an unknown physical host`, { hypervisor });
  }
  return found;
}
