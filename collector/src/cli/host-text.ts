import type { InstallationDocument, LineDocument } from '../services/reports/documents.ts';
import type { HostDocument } from '../services/reports/read-hosts.ts';
import { lineState, lineWhy } from './line-text.ts';
import { table } from './table.ts';

/** A product of its own for what a product information filter of License Manager finds. */
const FILTERED = /^license-manager\/(.+)#\d+$/;

export function hostText(host: HostDocument, lines: readonly LineDocument[]): string {
  const known = (value: string | number | null): string | number => value ?? 'unknown';
  const placed = [host.kind, host.hypervisor].filter((part) => part !== null).join(', ');
  const facts: [string, string | number][] = [
    ['host', `${host.name} (${host.hostId})`],
    ['system', known(host.operatingSystem)],
    ['runs as', host.physicalHostId === null ? placed : `${placed}, on ${host.physicalHostId}`],
    ['processor', known(host.cpuModel)],
    ['sockets', known(host.sockets)],
    ['cores', coresOf(host)],
    ['logical', known(host.logicalProcessors)],
    ['titles', known(host.software?.titles ?? null)],
    ['in SSM as', host.managedInstanceIds.join(', ') || 'not registered'],
    ['last seen', `${host.lastSeenAt}${host.stale ? ' (stale, still counted)' : ''}`],
  ];
  const unfinished = [...Object.entries(host.sections), ['software', host.software] as const]
    .filter(([, section]) => section?.complete === false)
    .map(([section]) => `  ${section}: in part; \`coreledger-agent doctor\` on the host says why`);
  const trouble = Object.entries(host.trouble).map(
    ([section, { status, detail }]) => `  ${section}: ${status}, ${detail}`,
  );
  const unread = [...trouble, ...unfinished];
  const installed = host.installations.map((one) => `  ${installedText(one)}`);
  return [
    ...facts.map(([name, value]) => `${name.padEnd(10)} ${value}`),
    ...(host.installations.length === 0 ? [] : ['', 'Installed and recognized:', ...installed]),
    ...(unread.length === 0 ? [] : ['', 'Could not be read:', ...unread]),
    '',
    lines.length === 0
      ? `Owes nothing under any license${unread.length === 0 && host.software !== null ? '' : ', as far as is known'}.`
      : table(
          [
            { title: 'License', of: (one) => one.licenseName },
            { title: 'Owes', of: (one) => one.quantity ?? `≤ ${one.worstCase ?? 'unbounded'}`, right: true },
            { title: 'State', of: lineState },
            { title: 'Why', of: lineWhy },
          ],
          lines,
        ),
  ].join('\n');
}

function coresOf({ cores, socketCores }: HostDocument): string {
  const bySocket = socketCores === null || socketCores.length < 2 ? '' : ` (${socketCores.join(' + ')})`;
  return `${cores ?? 'unknown'}${bySocket}`;
}

function installedText({ product, edition, version, evidence }: InstallationDocument): string {
  const filtered = FILTERED.exec(product)?.[1];
  if (filtered !== undefined) return `${evidence[0]?.text ?? 'a title'}, by a product filter of ${filtered}`;
  return [product, edition, version].filter((part) => part !== null).join(' ');
}
