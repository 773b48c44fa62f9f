import type { HostFacts, Topology } from '../../licensing/host-facts.ts';
import { sharing } from '../../licensing/sharing.ts';
import type { Asked, FleetChanges, FleetStore } from '../../ports/fleet-store.ts';
import { factsOfHost, withFacts } from './facts-of-host.ts';
import { type MachineClues, type PlacementClues, placementClues } from './place-hosts.ts';
import type { RecognizeHosts } from './recognize-fleet.ts';
import { topologyOf } from './topology-of.ts';

/** What licensing needs of one host. */
export interface KeptHost extends PlacementClues {
  /** As of the last computation; the same object as long as it is the same. */
  facts: HostFacts;
  /** What the host itself has of that which Systems Manager adds to. */
  readonly own: Pick<HostFacts, 'tags' | 'operatingSystem'>;
}

/** The hosts of a fleet, kept from instant to instant: only those that may have changed are read again. */
export interface KeptHosts {
  /** Those that count at the instant. After a failure these are to be dropped. */
  at(asked: Asked): Promise<readonly KeptHost[]>;
}

export function keepHosts(fleet: FleetStore, recognize: RecognizeHosts): KeptHosts {
  const follower = fleet.follow();
  const byNo: (KeptHost | undefined)[] = [];
  // What hosts have alike is held once.
  const topology = sharing<Topology>();
  const own = sharing<KeptHost['own']>();
  const machine = sharing<MachineClues>();

  async function take({ read, heard, gone }: FleetChanges): Promise<void> {
    const installationsOf = await recognize(read.map(({ host }) => host));
    for (const hostNo of gone) delete byNo[hostNo];
    for (const [hostNo, lastSeenAt] of heard) {
      const known = byNo[hostNo];
      if (known !== undefined) known.facts = withFacts(known.facts, { lastSeenAt });
    }
    for (const { hostNo, host } of read) {
      const facts = factsOfHost(host, topology(topologyOf(host)), installationsOf(host));
      const clues = placementClues(host);
      const alike = own({ tags: facts.tags, operatingSystem: facts.operatingSystem });
      byNo[hostNo] = {
        facts: withFacts(facts, {
          ...alike,
          placement: byNo[hostNo]?.facts.placement ?? facts.placement,
        }),
        own: alike,
        hostName: clues.hostName,
        fqdn: clues.fqdn,
        vmUuid: clues.vmUuid,
        smbiosUuid: clues.smbiosUuid,
        guests: clues.guests,
        machine: machine(clues.machine),
      };
    }
  }

  return {
    async at(asked) {
      for await (const changes of follower.advance(asked)) await take(changes);
      return byNo.filter((one) => one !== undefined);
    },
  };
}
