import type { Sections } from '@coreledger/shared/host-report.ts';
import type { Host } from '../../host/host.ts';
import type { Collector } from '../collector.ts';
import { fieldReader } from '../field-reader.ts';
import { present } from '../outcome.ts';
import { boundedText } from '../text.ts';
import { macOf } from './hardware-address.ts';
import { readInterfaces } from './sysfs-interfaces.ts';

export const network: Collector<'network'> = {
  section: 'network',
  deadlineMs: 5_000,
  async collect(host) {
    if (host.platform === 'win32') return collectListed(host);
    const reader = fieldReader(host, 'sysfs');
    const interfaces = readInterfaces(host, reader, addressesByName(host));
    const outcome = reader.outcome();
    if (outcome.status === 'absent') return { status: 'unavailable', reason: 'no /sys/class/net' };
    return present(interfaces, [outcome]);
  },
};

/** Windows: what the system call lists. It does not say whether an address is the hardware's. */
function collectListed(host: Host): Sections['network'] {
  if (!host.local)
    return { status: 'unavailable', reason: 'interfaces of another Windows root are not read' };
  const interfaces = host.interfaces().flatMap(({ name, mac, addresses }) => {
    const known = macOf(mac);
    if (known === null) return [];
    const shown = boundedText(name, 128) ?? 'unnamed';
    return { name: shown, mac: known, permanent: null, addresses: addresses.slice(0, 64) };
  });
  return present(interfaces.slice(0, 1024), [{ name: 'interfaces', status: 'read', detail: null }]);
}

function addressesByName(host: Host): Map<string, readonly string[]> {
  return new Map(host.interfaces().map(({ name, addresses }) => [name, addresses]));
}
