import type { Sections } from '@coreledger/shared/host-report.ts';
import type { Virtualization } from '@coreledger/shared/virtualization.ts';
import type { Host } from '../../host/host.ts';
import { type FieldReader, fieldReader } from '../field-reader.ts';
import { identifyingUuid, swappedUuid } from '../firmware/uuid.ts';
import { fromSource, present } from '../outcome.ts';
import { boundedText } from '../text.ts';
import type { Clue } from './clue.ts';
import { type ContainerClue, readContainerClue } from './container-clue.ts';
import { cpuinfoClues } from './cpuinfo-clue.ts';
import { type Decision, decideVirtualization } from './decide-virtualization.ts';
import { readDeviceTreeClue } from './device-tree-clue.ts';
import { firmwareClue } from './firmware-clue.ts';
import { readGuests } from './guests.ts';
import { hypervFacts, parseKvpPool } from './hyperv-kvp.ts';
import { sysinfoClue } from './sysinfo-clue.ts';
import { readXenClue } from './xen-clue.ts';

const KVP_HOST_POOL = '/var/lib/hyperv/.kvp_pool_3';

export async function collectLinuxVirtualization(
  host: Host,
  { firmware }: Partial<Sections>,
): Promise<Sections['virtualization']> {
  const containers = fieldReader(host, 'container');
  const container = readContainerClue(host, containers);
  const kernel = fieldReader(host, 'kernel');
  const cpuinfo = await fromSource('cpuinfo', () => cpuinfoClues(host.readText('/proc/cpuinfo')));
  const sysinfo = await fromSource('sysinfo', () => sysinfoClue(host.readText('/proc/sysinfo', 65_536)));
  const clues = [
    readXenClue(kernel),
    readDeviceTreeClue(host, kernel),
    sysinfo.value,
    host.kind('/sys/bus/vmbus') === 'directory' ? VMBUS : undefined,
    firmware?.status === 'present' ? firmwareClue(firmware.value) : undefined,
    cpuinfo.value?.clue,
  ].filter((clue): clue is Clue => clue !== undefined);
  const decision = decideVirtualization(clues, cpuinfo.value?.hypervisorBit ?? null);

  const isGuest = decision.kind === 'guest' && container === undefined;
  const kvp = isGuest
    ? await fromSource('hyperv-kvp', () => hypervFacts(parseKvpPool(host.readBytes(KVP_HOST_POOL))))
    : undefined;
  const guests = container === undefined ? await readGuests(host) : undefined;
  const vmUuid = isGuest ? uuidOfGuest(clues, firmware) : null;
  const runsGuests = (guests?.guests?.length ?? 0) > 0;
  const value: Virtualization = {
    kind: kindOf(container !== undefined, decision, runsGuests),
    hypervisor: decision.kind === 'physical' && runsGuests ? 'kvm' : decision.hypervisor,
    container: boundedText(container?.container, 64),
    cloud: decision.cloud,
    vmUuid,
    vmUuidSwapped: vmUuid === null ? null : swappedUuid(vmUuid),
    vmName: boundedText(kvp?.value?.vmName ?? clues.find(({ vmName }) => vmName)?.vmName, 256),
    vmId: boundedText(kvp?.value?.vmId ?? (isGuest ? instanceId(kernel, decision) : null), 64),
    physicalHost: boundedText(kvp?.value?.physicalHost, 256),
    guests: guests?.guests ?? null,
    evidence: evidenceOf(container, clues, decision),
  };
  return present(value, [
    containers.outcome(),
    cpuinfo.outcome,
    sysinfo.outcome,
    kernel.outcome(),
    ...(kvp === undefined ? [] : [kvp.outcome]),
    ...(guests?.outcomes ?? []),
  ]);
}

function evidenceOf(
  container: ContainerClue | undefined,
  clues: readonly Clue[],
  decision: Decision,
): string[] {
  const told = [...(container === undefined ? [] : [container]), ...clues].map(({ evidence }) => evidence);
  const inferred = decision.inference === undefined ? [] : [decision.inference];
  return [...told, ...inferred].map((text) => text.slice(0, 256).toWellFormed());
}

const VMBUS: Clue = { says: 'guest', hypervisor: 'hyperv', evidence: 'vmbus' };

function kindOf(inContainer: boolean, { kind }: Decision, runsGuests: boolean): Virtualization['kind'] {
  if (inContainer) return 'container';
  return kind === 'physical' && runsGuests ? 'hypervisor' : kind;
}

/** The uuid that the hypervisor knows this guest by; a shared placeholder is none. */
function uuidOfGuest(clues: readonly Clue[], firmware: Partial<Sections>['firmware']): string | null {
  const told = clues.find(({ vmUuid }) => vmUuid)?.vmUuid ?? null;
  return told ?? identifyingUuid(firmware?.status === 'present' ? firmware.value.system.uuid : null);
}

/** EC2 writes the instance id into the board's asset tag. */
function instanceId(reader: FieldReader, { cloud }: Decision): string | null {
  const tag = cloud === 'ec2' ? reader.text('/sys/class/dmi/id/board_asset_tag') : null;
  return tag?.startsWith('i-') === true ? tag : null;
}
