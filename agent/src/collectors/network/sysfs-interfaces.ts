import type { NetworkInterface } from '@coreledger/shared/network.ts';
import type { Host } from '../../host/host.ts';
import type { FieldReader } from '../field-reader.ts';
import { boundedText } from '../text.ts';
import { isUniversal, macOf } from './hardware-address.ts';

const FOLDER = '/sys/class/net';
/** `addr_assign_type`: 0 is the address of the hardware; others are random, stolen from another interface, or set. */
const PERMANENT = '0';
const MAX_INTERFACES = 1024;

/** Interfaces with a hardware address. Loopback, tunnels and the taps and veths of guests and containers are left out. */
export function readInterfaces(
  host: Host,
  reader: FieldReader,
  addresses: ReadonlyMap<string, readonly string[]>,
): NetworkInterface[] {
  return reader
    .list(FOLDER)
    .slice(0, MAX_INTERFACES)
    .flatMap((name) => {
      const mac = macOf(reader.text(`${FOLDER}/${name}/address`));
      if (mac === null || isGuestEnd(host, name)) return [];
      const assigned = reader.text(`${FOLDER}/${name}/addr_assign_type`);
      return {
        name: boundedText(name, 128) ?? 'unnamed',
        mac,
        permanent: assigned === null ? null : assigned === PERMANENT && isUniversal(mac),
        addresses: [...(addresses.get(name) ?? [])].slice(0, 64),
      };
    });
}

/** Hundreds come and go with guests and containers, and say nothing of this host. */
function isGuestEnd(host: Host, name: string): boolean {
  return (
    /^(veth|tap|vnet|cali|lxc|fwpr|fwln)/.test(name) && host.kind(`${FOLDER}/${name}/device`) === 'absent'
  );
}
