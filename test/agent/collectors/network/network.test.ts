import { networkInterfaces } from 'node:os';
import { expect, it } from 'vitest';
import { network } from '../../../../agent/src/collectors/network/network.ts';
import { localHost } from '../../../../agent/src/host/local-host.ts';
import { hostTree } from '../../../support/host-tree.ts';

it('lists interfaces with a hardware address and says which a vendor gave', async () => {
  const { host } = hostTree({
    '/sys/class/net/lo/address': '00:00:00:00:00:00\n',
    '/sys/class/net/eth0/address': 'F4:52:14:01:02:03\n',
    '/sys/class/net/eth0/addr_assign_type': '0\n',
    '/sys/class/net/bond0/address': 'f4:52:14:01:02:03\n',
    '/sys/class/net/bond0/addr_assign_type': '2\n',
    '/sys/class/net/ens5/address': '02:fc:00:00:00:01\n',
    '/sys/class/net/ens5/addr_assign_type': '0\n',
    '/sys/class/net/veth12ab/address': 'aa:bb:cc:dd:ee:ff\n',
    '/sys/class/net/tun0/address': '\n',
  });
  expect(await network.collect(host, {})).toMatchObject({
    status: 'present',
    value: [
      { name: 'bond0', mac: 'f4:52:14:01:02:03', permanent: false },
      { name: 'ens5', mac: '02:fc:00:00:00:01', permanent: false },
      { name: 'eth0', mac: 'f4:52:14:01:02:03', permanent: true, addresses: [] },
    ],
  });
});

it('gives the addresses that this machine has', async () => {
  const section = await network.collect(localHost(), {});
  const known = Object.entries(networkInterfaces()).filter(([, entries]) =>
    entries?.some(({ internal }) => !internal),
  );
  for (const [name, entries = []] of known) {
    const ipv4 = entries.filter(({ family }) => family === 'IPv4').map(({ address }) => address);
    expect(section).toMatchObject({
      value: expect.arrayContaining([
        expect.objectContaining({ name, addresses: expect.arrayContaining(ipv4) }),
      ]),
    });
  }
});
