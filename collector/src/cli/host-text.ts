import type { LineDocument } from '../services/reports/documents.ts';
import type { HostDocument } from '../services/reports/read-hosts.ts';
import { table } from './table.ts';

export function hostText(host: HostDocument, lines: readonly LineDocument[]): string {
  const known = (value: string | number | null): string | number => value ?? 'unknown';
  const placed = [host.kind, host.hypervisor].filter((part) => part !== null).join(', ');
  const facts: [string, string | number][] = [
    ['host', `${host.name} (${host.hostId})`],
    ['system', known(host.operatingSystem)],
    ['runs as', host.physicalHostId === null ? placed : `${placed}, on ${host.physicalHostId}`],
    ['processor', known(host.cpuModel)],
    ['sockets', known(host.sockets)],
    [
      'cores',
      host.socketCores === null
        ? known(host.cores)
        : `${known(host.cores)} (${host.socketCores.join(' + ')})`,
    ],
    ['logical', known(host.logicalProcessors)],
    [
      'titles',
      host.software === null
        ? 'unknown'
        : `${host.software.titles}${host.software.complete ? '' : ' (not read whole)'}`,
    ],
    ['in SSM as', host.managedInstanceIds.join(', ') || 'not registered'],
    ['last seen', `${host.lastSeenAt}${host.stale ? ' (stale, still counted)' : ''}`],
  ];
  const trouble = Object.entries(host.trouble).map(
    ([section, { status, detail }]) => `  ${section}: ${status}, ${detail}`,
  );
  return [
    ...facts.map(([name, value]) => `${name.padEnd(10)} ${value}`),
    ...(trouble.length === 0 ? [] : ['', 'Could not be read:', ...trouble]),
    '',
    lines.length === 0
      ? 'Owes nothing under any license.'
      : table(
          [
            { title: 'License', of: (one) => one.licenseName },
            { title: 'Owes', of: (one) => one.quantity ?? `≤ ${one.worstCase ?? 'unbounded'}`, right: true },
            { title: 'State', of: (one) => one.state },
            { title: 'Why', of: (one) => one.derivation.line },
          ],
          lines,
        ),
  ].join('\n');
}
