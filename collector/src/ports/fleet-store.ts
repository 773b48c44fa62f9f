import type { HostIdentity } from '@coreledger/shared/host-identity.ts';
import type { SectionName, Sections } from '@coreledger/shared/host-report.ts';
import type { SoftwareItem } from '@coreledger/shared/software.ts';
import type { FormerRegistration } from '../reconciliation/former-registrations.ts';

/** A section as last known: the content, and since when. `contentNo` names the content, so that what is computed from it can be kept. */
export interface KnownSection<Name extends SectionName = SectionName> {
  readonly contentNo: number;
  readonly value: Extract<Sections[Name], { status: 'present' }>['value'];
  readonly complete: boolean;
  readonly conflicts: readonly string[];
  readonly validFrom: number;
}

/** The last outcome of a section where it is not the value above: it could not be read since. */
export interface SectionTrouble {
  readonly status: 'unavailable' | 'failed';
  readonly detail: string;
  readonly since: number;
}

export type SmallSectionName = Exclude<SectionName, 'software'>;

/** One host as known at an instant. Times are epoch milliseconds. */
export interface FleetHost {
  readonly hostId: string;
  readonly name: string;
  readonly identity: HostIdentity;
  readonly tags: Readonly<Record<string, string>>;
  readonly agentIds: readonly string[];
  readonly firstSeenAt: number;
  readonly lastSeenAt: number;
  /** Registrations in Systems Manager of the hosts that are merged into this one. */
  readonly mergedManagedInstanceIds: readonly string[];
  readonly sections: { readonly [Name in SmallSectionName]?: KnownSection<Name> };
  /** Software as a set of title numbers; undefined where no report ever listed it. */
  readonly software:
    | { readonly setNo: number; readonly complete: boolean; readonly validFrom: number }
    | undefined;
  readonly trouble: { readonly [Name in SectionName]?: SectionTrouble };
}

/** `at`: the instant asked about. `knownAt`: only what had been received by then counts (default: everything). */
export interface Asked {
  readonly at: number;
  readonly knownAt?: number | undefined;
}

export interface Title {
  readonly titleNo: number;
  readonly item: SoftwareItem;
}

export interface HostsOfTitle {
  readonly titleNo: number;
  /** How many hosts have it, those beyond the limit included. */
  readonly total: number;
  readonly hosts: readonly { readonly hostId: string; readonly name: string }[];
}

export interface NumberedHost {
  readonly hostNo: number;
  readonly host: FleetHost;
}

/** How some hosts differ from what was told of them last. */
export interface FleetChanges {
  /** Those of which anything may differ, as they are. */
  readonly read: readonly NumberedHost[];
  /** Host number and when it was last heard of: nothing else differs. */
  readonly heard: readonly (readonly [hostNo: number, lastSeenAt: number])[];
  /** Not there at the instant. */
  readonly gone: readonly number[];
}

/** Tells of the fleet from instant to instant what may have changed, so that what is kept of the rest need not be read again. */
export interface FleetFollower {
  /**
   * At the first call all hosts, then those that may differ from what the call before told, however the two instants lie. Of what
   * was not read to its end, or after a failure, nothing may be relied on.
   */
  advance(asked: Asked): AsyncIterable<FleetChanges>;
}

export interface FleetStore {
  /** Every host first seen by `at` and neither retired nor merged into another by then, by name and id. Network sections are left out: nothing is computed from them. */
  hostsAt(asked: Asked): Promise<readonly FleetHost[]>;
  /** The same in parts and in no order, so that no fleet need be held in memory. */
  hostsInParts(asked: Asked): AsyncIterable<readonly FleetHost[]>;
  follow(): FleetFollower;
  hostAt(hostId: string, asked: Asked): Promise<FleetHost | undefined>;
  /** Registrations in Systems Manager that hosts had by then and had no more, retired hosts' last ones among them. */
  formerRegistrations(asked: Asked): Promise<readonly FormerRegistration[]>;
  /** The dictionary, from `after` on, by number: it only grows. */
  titles(after?: number): Promise<readonly Title[]>;
  /** Title numbers of a set, ascending. */
  titlesOfSet(setNo: number): Promise<Uint32Array>;
  /** For each of the sets, those of its titles that are among `wanted`. */
  titlesOfSets(
    setNos: readonly number[],
    wanted: ReadonlySet<number>,
  ): Promise<ReadonlyMap<number, readonly number[]>>;
  /** For each of the titles the hosts that have it now, up to `limit` of them, longest known first. */
  hostsWithTitles(titleNos: readonly number[], limit: number): Promise<readonly HostsOfTitle[]>;
  findTitles(text: string, limit: number): Promise<readonly Title[]>;
}
