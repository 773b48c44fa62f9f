import type { Guest } from '@coreledger/shared/virtualization.ts';
import type { Host } from '../../host/host.ts';
import { fieldReader } from '../field-reader.ts';
import { fromSource } from '../outcome.ts';
import { boundedText, decimal } from '../text.ts';
import type { GuestSource } from './guests.ts';

/** A link to the folder of this node, in the cluster file system. */
const CONFIGURED = '/etc/pve/qemu-server';
/** One pid file for each running machine. */
const RUNNING = '/run/qemu-server';
const SOURCE = 'proxmox';

/** Virtual machines of this Proxmox VE node. States come from the pid files or, where those cannot be seen, from `qm list`. */
export async function readProxmoxGuests(host: Host): Promise<GuestSource> {
  const reader = fieldReader(host, SOURCE);
  const ids = reader.list(CONFIGURED).flatMap((name) => /^(\d+)\.conf$/.exec(name)?.[1] ?? []);
  const outcome = reader.outcome();
  if (outcome.status !== 'read') return { guests: undefined, outcome };

  const listed =
    ids.length === 0 || host.kind(RUNNING) === 'directory'
      ? undefined
      : await fromSource(SOURCE, async () => parseQmList(await host.run(QM_LIST)));
  const stateOf = (id: string): Guest['state'] => {
    if (listed !== undefined) return listed.value?.get(id) ?? 'unknown';
    return host.kind(`${RUNNING}/${id}.pid`) === 'file' ? 'running' : 'stopped';
  };
  const guests = ids.flatMap((id) => {
    const text = reader.text(`${CONFIGURED}/${id}.conf`);
    return text === null ? [] : { ...parseQemuServerConfig(id, text), state: stateOf(id), source: SOURCE };
  });
  return { guests, outcome: reader.outcome() };
}

const QM_LIST = { paths: ['/usr/sbin/qm'], args: ['list'], capture: 'qm.txt', timeoutMs: 5_000 };

/** The part before the first snapshot; counts that it leaves out are 1, as qm.conf(5) says. */
export function parseQemuServerConfig(id: string, text: string): Pick<Guest, 'uuid' | 'name' | 'vcpus'> {
  const current = text.split(/^\[/m)[0] ?? '';
  const field = (name: string) => new RegExp(`^${name}:[ \\t]*(.*)$`, 'm').exec(current)?.[1]?.trim();
  const count = (name: string) => (field(name) === undefined ? 1 : decimal(field(name)));
  const [sockets, cores] = [count('sockets'), count('cores')];
  const hotplugged = field('vcpus');
  return {
    uuid: boundedText(/\buuid=([0-9a-f-]{36})\b/i.exec(field('smbios1') ?? '')?.[1]?.toLowerCase(), 64),
    name: boundedText(field('name'), 256) ?? id,
    vcpus: hotplugged !== undefined ? decimal(hotplugged) : sockets && cores && sockets * cores,
  };
}

/** `qm list`: VMID NAME STATUS MEM(MB) BOOTDISK(GB) PID. */
export function parseQmList(text: string): Map<string, Guest['state']> {
  const states = new Map<string, Guest['state']>();
  for (const line of text.split('\n')) {
    const [, id, state] = /^\s*(\d+)\s+\S.*?\s+(running|stopped|paused|suspended)\s+\d/.exec(line) ?? [];
    if (id !== undefined) states.set(id, state === 'running' || state === 'stopped' ? state : 'paused');
  }
  return states;
}
