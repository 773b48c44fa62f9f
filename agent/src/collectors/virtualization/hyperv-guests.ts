import type { Guest } from '@coreledger/shared/virtualization.ts';
import type { Host } from '../../host/host.ts';
import { uuidOf } from '../firmware/uuid.ts';
import { fromSource } from '../outcome.ts';
import { boundedText, decimal } from '../text.ts';
import { type CimRow, cimRows } from '../windows/cim-rows.ts';
import type { GuestSource } from './guests.ts';

const NAMESPACE = 'root/virtualization/v2';
const SERVICE = 'HKLM\\SYSTEM\\CurrentControlSet\\Services\\vmms';
const REALIZED = 'Microsoft:Hyper-V:System:Realized';
const MAX_GUESTS = 10_000;

/** Guests of this machine's Hyper-V, if its management service is installed; they are visible to administrators alone. */
export async function readHypervGuests(host: Host): Promise<GuestSource> {
  const { value, outcome } = await fromSource('hyperv', async () => {
    if ((await host.registry(SERVICE, 'values')) === undefined) return undefined;
    const ask = (className: string, properties: readonly string[]) =>
      cimRows(host, { className, properties, namespace: NAMESPACE }).then(({ rows }) => rows);
    // The host itself is a row too: none at all says that we may not see them.
    const systems = await ask('Msvm_ComputerSystem', ['Name', 'ElementName', 'EnabledState', 'Caption']);
    const settings = await ask('Msvm_VirtualSystemSettingData', [
      'VirtualSystemIdentifier',
      'VirtualSystemType',
      'BIOSGUID',
    ]).catch(() => []);
    const processors = await ask('Msvm_ProcessorSettingData', ['InstanceID', 'VirtualQuantity']).catch(
      () => [],
    );
    return hypervGuests(systems, settings, processors);
  });
  return { guests: value, outcome };
}

/** Guests are the systems that have realized settings; snapshots and the host itself have none. */
export function hypervGuests(
  systems: readonly CimRow[],
  settings: readonly CimRow[],
  processors: readonly CimRow[],
): Guest[] {
  return systems
    .filter(({ Name }) => uuidOf(Name ?? null) !== null)
    .slice(0, MAX_GUESTS)
    .map(({ Name, ElementName, EnabledState }) => {
      const id = Name?.toLowerCase() ?? '';
      const setting = settings.find(
        (row) => row.VirtualSystemType === REALIZED && row.VirtualSystemIdentifier?.toLowerCase() === id,
      );
      const processor = processors.find((row) =>
        row.InstanceID?.toLowerCase().startsWith(`microsoft:${id}\\`),
      );
      return {
        uuid: uuidOf(setting?.BIOSGUID?.replace(/[{}]/g, '') ?? null),
        name: boundedText(ElementName, 256) ?? id,
        vcpus: decimal(processor?.VirtualQuantity),
        state: stateOf(EnabledState ?? null),
        source: 'hyperv',
      };
    });
}

/** Msvm_ComputerSystem.EnabledState. */
function stateOf(state: string | null): Guest['state'] {
  switch (state) {
    case '2':
      return 'running';
    case '3':
    case '32769':
    case '6':
      return 'stopped';
    case '9':
    case '32768':
      return 'paused';
    default:
      return 'unknown';
  }
}
