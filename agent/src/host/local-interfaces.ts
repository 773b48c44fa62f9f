import { networkInterfaces } from 'node:os';
import type { HostInterface } from './host.ts';

/** IPv6 link-local addresses are left out: every interface has one, and it names its MAC or nothing. */
export function localInterfaces(): HostInterface[] {
  return Object.entries(networkInterfaces()).flatMap(([name, entries = []]) => {
    const outward = entries.filter(({ internal }) => !internal);
    const mac = outward[0]?.mac;
    if (mac === undefined) return [];
    const addresses = outward.map(({ address }) => address).filter((address) => !/^fe[89ab]/i.test(address));
    return { name, mac, addresses: addresses.sort() };
  });
}
