import type { Sections } from '@coreledger/shared/host-report.ts';
import type { Virtualization } from '@coreledger/shared/virtualization.ts';
import type { Host } from '../../host/host.ts';
import { identifyingUuid, swappedUuid } from '../firmware/uuid.ts';
import { fromSource, present } from '../outcome.ts';
import { boundedText } from '../text.ts';
import type { Clue } from './clue.ts';
import { decideVirtualization } from './decide-virtualization.ts';
import { firmwareClue } from './firmware-clue.ts';
import { readHypervGuests } from './hyperv-guests.ts';
import { hypervFacts } from './hyperv-kvp.ts';

const PARAMETERS = 'HKLM\\SOFTWARE\\Microsoft\\Virtual Machine\\Guest\\Parameters';
const SERVICES = 'HKLM\\SYSTEM\\CurrentControlSet\\Services';

/**
 * By what the firmware calls the machine and what Hyper-V's host told its guest. CPUID's hypervisor bit, which Windows gives as
 * HypervisorPresent, is of no use here: a physical machine has it too once Hyper-V or its security features run.
 */
export async function collectWindowsVirtualization(
  host: Host,
  { firmware }: Partial<Sections>,
): Promise<Sections['virtualization']> {
  const told = await fromSource('hyperv-parameters', async () => {
    const key = await host.registry(PARAMETERS);
    return key && new Map([...key.values.values()].map(({ name, data }) => [name, data]));
  });

  const container = await fromSource('container', () => host.registry(`${SERVICES}\\cexecsvc`, 'values'));
  const clues = [
    firmware?.status === 'present' ? firmwareClue(firmware.value) : undefined,
    told.value?.get('PhysicalHostName') ? PARAMETERS_CLUE : undefined,
  ].filter((clue): clue is Clue => clue !== undefined);
  const decision = decideVirtualization(clues, null);
  // A guest that was moved off Hyper-V may have kept the key.
  const facts =
    decision.hypervisor === 'hyperv' && told.value !== undefined ? hypervFacts(told.value) : undefined;
  const isContainer = container.value !== undefined;
  const isGuest = decision.kind === 'guest' && !isContainer;
  const hyperv = isGuest || isContainer ? undefined : await readHypervGuests(host);
  const runsGuests = (hyperv?.guests?.length ?? 0) > 0;
  const vmUuid =
    isGuest && firmware?.status === 'present' ? identifyingUuid(firmware.value.system.uuid) : null;
  const value: Virtualization = {
    kind: isContainer
      ? 'container'
      : runsGuests && decision.kind === 'physical'
        ? 'hypervisor'
        : decision.kind,
    hypervisor: runsGuests && decision.kind === 'physical' ? 'hyperv' : decision.hypervisor,
    container: isContainer ? 'windows' : null,
    cloud: decision.cloud,
    vmUuid,
    vmUuidSwapped: vmUuid === null ? null : swappedUuid(vmUuid),
    vmName: isGuest ? boundedText(facts?.vmName, 256) : null,
    vmId: isGuest ? boundedText(facts?.vmId, 64) : null,
    physicalHost: isGuest ? boundedText(facts?.physicalHost, 256) : null,
    guests: hyperv?.guests ?? null,
    evidence: clues.map(({ evidence }) => evidence.slice(0, 256).toWellFormed()),
  };
  return present(value, [told.outcome, container.outcome, ...(hyperv === undefined ? [] : [hyperv.outcome])]);
}

const PARAMETERS_CLUE: Clue = {
  says: 'guest',
  hypervisor: 'hyperv',
  evidence: `registry: ${PARAMETERS}`,
};
