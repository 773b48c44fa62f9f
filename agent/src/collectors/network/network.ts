import type { Host } from '../../host/host.ts';
import type { Collector } from '../collector.ts';
import { fieldReader } from '../field-reader.ts';
import { present } from '../outcome.ts';
import { readInterfaces } from './sysfs-interfaces.ts';

export const network: Collector<'network'> = {
  section: 'network',
  deadlineMs: 5_000,
  async collect(host) {
    if (host.platform !== 'linux') return { status: 'unavailable', reason: 'no reader for this platform' };
    const reader = fieldReader(host, 'sysfs');
    const interfaces = readInterfaces(host, reader, addressesByName(host));
    const outcome = reader.outcome();
    if (outcome.status === 'absent') return { status: 'unavailable', reason: 'no /sys/class/net' };
    return present(interfaces, [outcome]);
  },
};

function addressesByName(host: Host): Map<string, readonly string[]> {
  return new Map(host.interfaces().map(({ name, addresses }) => [name, addresses]));
}
