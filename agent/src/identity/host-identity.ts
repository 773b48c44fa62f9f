import type { Firmware } from '@coreledger/shared/firmware.ts';
import type { HostIdentity } from '@coreledger/shared/host-identity.ts';
import type { Sections } from '@coreledger/shared/host-report.ts';
import type { NetworkInterface } from '@coreledger/shared/network.ts';
import { identifyingUuid } from '../collectors/firmware/uuid.ts';
import type { Host } from '../host/host.ts';
import { readHostName } from './host-name.ts';
import { machineIdHash } from './machine-id.ts';

const MAX_MACS = 64;
/** Names of interfaces that software makes: bridges, containers, tunnels, virtual switches. Their addresses move or repeat. */
const VIRTUAL_NAME =
  /^(docker|br-|virbr|veth|cali|flannel|cni|lxc|lxd|tun|tap|wg|vmnet|vboxnet|dummy|kube|ovs|zt)/;

/** What tells this host from others, from the sections already collected. */
export async function hostIdentity(host: Host, sections: Sections): Promise<HostIdentity> {
  const { network, ssmRegistration } = sections;
  const inContainer = isContainer(sections);
  const system = inContainer ? null : firmwareOf(sections);
  const registration = ssmRegistration.status === 'present' ? ssmRegistration.value : null;
  return {
    ...(await readHostName(host)),
    machineIdHash: await machineIdHash(host),
    smbiosUuid: identifyingUuid(system?.uuid ?? null),
    serial: system?.serial ?? null,
    macs: network.status === 'present' && !inContainer ? permanentMacs(network.value) : [],
    managedInstanceId: registration?.managedInstanceId ?? null,
  };
}

/**
 * A container sees the uuid and serial of the machine below it, as do all its neighbours, and its network cards where it shares the
 * network: they are not its own. A virtual interface of its own has no permanent address.
 */
function isContainer({ virtualization }: Sections): boolean {
  return virtualization.status === 'present' && virtualization.value.kind === 'container';
}

function firmwareOf({ firmware }: Sections): Firmware['system'] | null {
  return firmware.status === 'present' ? firmware.value.system : null;
}

/** Addresses a vendor gave to an interface that hardware (or the hypervisor's virtual hardware) is behind; sorted, once each. */
export function permanentMacs(interfaces: readonly NetworkInterface[]): string[] {
  const macs = interfaces
    .filter(({ name, permanent }) => permanent === true && !VIRTUAL_NAME.test(name))
    .flatMap(({ mac }) => (mac !== null && isVendorMac(mac) ? [mac] : []));
  return [...new Set(macs)].sort().slice(0, MAX_MACS);
}

/** Neither multicast nor locally administered, and not a filler such as 00:00:00:00:00:01 or 00:11:22:33:44:55. */
function isVendorMac(mac: string): boolean {
  if (!/^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/.test(mac)) return false;
  const first = Number.parseInt(mac.slice(0, 2), 16);
  return (first & 0x03) === 0 && !mac.startsWith('00:00:00:00:00:') && mac !== '00:11:22:33:44:55';
}
