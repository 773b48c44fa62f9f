import type { Guest } from '@coreledger/shared/virtualization.ts';
import type { Host } from '../../host/host.ts';
import { fromSource } from '../outcome.ts';
import { boundedText, decimal } from '../text.ts';
import type { GuestSource } from './guests.ts';

const VIRSH = { paths: ['/usr/bin/virsh'], timeoutMs: 5_000 };
const READ_ONLY = ['--connect', 'qemu:///system', '--readonly'];
const SOURCE = 'virsh';

/** Domains as libvirt's daemon tells them over its read-only socket. */
export async function readVirshGuests(host: Host): Promise<GuestSource> {
  const { value, outcome } = await fromSource(SOURCE, async () => {
    const list = {
      ...VIRSH,
      args: [...READ_ONLY, 'list', '--all', '--uuid', '--name'],
      capture: 'virsh-list.txt',
    };
    const stats = {
      ...VIRSH,
      args: [...READ_ONLY, 'domstats', '--state', '--vcpu'],
      capture: 'virsh-domstats.txt',
    };
    return parseVirsh(await host.run(list), await host.run(stats));
  });
  return { guests: value, outcome };
}

/** `list --uuid --name` gives "uuid name" a line; `domstats` a paragraph for each domain. */
export function parseVirsh(list: string, stats: string): Guest[] {
  const uuids = new Map<string, string>();
  for (const line of list.split('\n')) {
    const [, uuid, name] = /^\s*([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\s+(.*\S)\s*$/i.exec(line) ?? [];
    if (uuid !== undefined && name !== undefined) uuids.set(name, uuid.toLowerCase());
  }
  return stats.split(/^(?=Domain: ')/m).flatMap((paragraph) => {
    const written = /^Domain: '(.*)'$/m.exec(paragraph)?.[1];
    const name = boundedText(written, 256);
    if (written === undefined || name === null) return [];
    const number = (key: string) => decimal(new RegExp(`^\\s*${key}=(\\d+)$`, 'm').exec(paragraph)?.[1]);
    return {
      uuid: uuids.get(written) ?? null,
      name,
      vcpus: number('vcpu\\.current'),
      state: stateOf(number('state\\.state')),
      source: SOURCE,
    };
  });
}

/** virDomainState. */
function stateOf(state: number | null): Guest['state'] {
  switch (state) {
    case 1:
    case 2:
    case 4:
      return 'running';
    case 3:
    case 7:
      return 'paused';
    case 5:
    case 6:
      return 'stopped';
    default:
      return 'unknown';
  }
}
