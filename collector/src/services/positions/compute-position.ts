import { type BindingNote, bindLicenses } from '../../licensing/binding/bind-licenses.ts';
import type { LicenseEntry } from '../../licensing/binding/licenses-file.ts';
import type { Catalog } from '../../licensing/catalog.ts';
import { positionsInSteps } from '../../licensing/compute-positions.ts';
import { createFleet } from '../../licensing/fleet.ts';
import type { HostFacts } from '../../licensing/host-facts.ts';
import type { License } from '../../licensing/license.ts';
import type { PositionReport } from '../../licensing/position.ts';
import { createRecognizer, type Recognizer } from '../../licensing/recognition/recognizer.ts';
import type { Asked, FleetStore } from '../../ports/fleet-store.ts';
import type { PlacementStore } from '../../ports/placement-store.ts';
import { unknownSources } from '../../reconciliation/aws-coverage.ts';
import type { InventoryEntries, ManagedInstance } from '../../reconciliation/aws-facts.ts';
import {
  type FormerRegistration,
  supersededRegistrations,
} from '../../reconciliation/former-registrations.ts';
import { othersTurn } from '../others-turn.ts';
import type { AwsView } from './aws-view.ts';
import { ec2IdOf, exemptCountedInAws } from './counted-in-aws.ts';
import { factsOfManagedInstance } from './facts-of-managed-instance.ts';
import { factsOfImportedHost } from './imported-hosts.ts';
import { type KeptHosts, keepHosts } from './kept-hosts.ts';
import { placeHosts } from './place-hosts.ts';
import { createReadInventory } from './read-inventory.ts';
import { type RecognizeHosts, recognizeFleet } from './recognize-fleet.ts';
import { standingFacts } from './standing-facts.ts';

/** One position, with all it was computed from. */
export interface PositionAnswer {
  readonly asked: Asked;
  readonly report: PositionReport;
  readonly licenses: readonly License[];
  /** What could not be bound, and why. */
  readonly notes: readonly BindingNote[];
  /** Hosts as licensing saw them, by id; those that Systems Manager alone knows among them. */
  readonly facts: ReadonlyMap<string, HostFacts>;
  readonly aws: AwsView;
  /** Registrations of hosts that were registered anew or are retired, behind which no machine is alive. */
  readonly superseded: ReadonlyMap<string, FormerRegistration>;
}

export interface ComputePosition {
  /** From what is kept of each host: only hosts that may have changed are read. The same as `past` gives for the instant. One at a time. */
  present(at: number): Promise<PositionAnswer>;
  /** Everything is read from history. */
  past(asked: Asked): Promise<PositionAnswer>;
}

const HOSTS_AT_ONCE = 10_000;

export interface PositionParts {
  readonly fleet: FleetStore;
  readonly placements: PlacementStore;
  readonly aws: (asked: Asked) => Promise<AwsView>;
  readonly entries: readonly LicenseEntry[];
  readonly catalog: Catalog;
  readonly staleAfterMs: number;
  /** On which Dedicated Host EC2 instances run (null: on none), by instance id, as far as AWS tells. */
  dedicatedHostsOf(ec2Ids: ReadonlySet<string>, at: number): Promise<ReadonlyMap<string, string | null>>;
  /** Hosts whose agent's key two machines may use: the chain of messages forked lately. */
  forkedHosts(asked: Asked): Promise<ReadonlySet<string>>;
  /** Entries of SSM's inventory. */
  entriesOf(contentNo: number): Promise<InventoryEntries>;
}

/** What is kept from one computation to the next. */
interface Kept {
  readonly recognize: RecognizeHosts;
  readonly hosts: KeptHosts;
  report: PositionReport | undefined;
}

/** Facts at an instant → recognition → binding → positions. */
export function createComputePosition(parts: PositionParts): ComputePosition {
  const { fleet, catalog, entries, staleAfterMs } = parts;
  const recognitionOf = keepRecognition(parts);
  let kept: Kept | undefined;

  async function compute(asked: Asked, keptBy: (recognize: RecognizeHosts) => Kept): Promise<PositionAnswer> {
    const aws = await parts.aws(asked);
    const { configurations, associations } = aws;
    const binding = bindLicenses({ configurations, associations, entries, catalog });
    const { recognize, recognizer, readInventory } = recognitionOf(binding.rules);
    const memory = keptBy(recognize);
    const hosts = await memory.hosts.at(asked);
    // It takes a look at every host: not where there is nothing to compare with.
    const former = aws.managedInstances.length === 0 ? [] : await fleet.formerRegistrations(asked);
    const superseded = supersededRegistrations(aws.managedInstances, former);
    await othersTurn();
    const placing = placeHosts(hosts, await parts.placements.placementsAt(asked));
    const registrations = registrationsOf(aws.managedInstances);
    const ec2Ids = new Map<string, string>();
    let done = 0;
    for (const host of hosts) {
      if (done++ % HOSTS_AT_ONCE === 0) await othersTurn();
      const managedInstances = registrations.claim(host.facts.managedInstanceIds);
      host.facts = standingFacts(host, {
        placement: placing.placementOf(host),
        managedInstances,
        stale: asked.at - host.facts.lastSeenAt > staleAfterMs,
      });
      const ec2Id = ec2IdOf(managedInstances, host.machine.vmId);
      if (ec2Id !== null) ec2Ids.set(host.facts.hostId, ec2Id);
    }
    const reported = hosts.map(({ facts }) => facts);
    const inventory = Map.groupBy(aws.inventory, (item) => item.instanceId);
    const unreported: HostFacts[] = [];
    for (const instance of registrations.unclaimed(superseded)) {
      const read = await readInventory(instance, inventory.get(instance.instanceId) ?? []);
      unreported.push(factsOfManagedInstance(instance, read, asked.at));
    }
    const named = placing.imported.map((host) => factsOfImportedHost(host, recognizer, asked.at));
    const all = createFleet([...reported, ...unreported, ...named]);
    const licenses = await exemptCountedInAws(binding.licenses, reported, {
      ec2Ids,
      usage: aws.usage,
      dedicatedHostsOf: (ids) => parts.dedicatedHostsOf(ids, Math.min(asked.at, asked.knownAt ?? asked.at)),
    });
    const report = await unhurried({
      before: memory.report,
      fleet: all,
      licenses,
      catalog,
      at: asked.at,
      configurations,
      unreadSources: unknownSources(aws.coverage),
      mayBeSeveral: await parts.forkedHosts(asked),
    });
    memory.report = report;
    return {
      asked,
      report,
      licenses,
      notes: binding.notes,
      facts: all.hosts,
      aws,
      superseded,
    };
  }

  function begin(recognize: RecognizeHosts): Kept {
    return { recognize, hosts: keepHosts(fleet, recognize), report: undefined };
  }

  return {
    async present(at) {
      try {
        return await compute({ at }, (recognize) => {
          if (kept?.recognize !== recognize) kept = begin(recognize);
          return kept;
        });
      } catch (error) {
        kept = undefined;
        throw error;
      }
    },
    past: (asked) => compute(asked, begin),
  };
}

async function unhurried(input: Parameters<typeof positionsInSteps>[0]): Promise<PositionReport> {
  const steps = positionsInSteps(input);
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
    await othersTurn();
  }
}

/** Verdicts hold as long as the rules do; a changed product filter in License Manager makes new ones. */
function keepRecognition({
  fleet,
  catalog,
  entriesOf,
}: Pick<PositionParts, 'fleet' | 'catalog' | 'entriesOf'>) {
  let kept:
    | {
        readonly key: string;
        readonly recognizer: Recognizer;
        readonly recognize: ReturnType<typeof recognizeFleet>;
        readonly readInventory: ReturnType<typeof createReadInventory>;
      }
    | undefined;
  return (rules: Catalog['rules']) => {
    const key = JSON.stringify(rules);
    if (kept?.key !== key) {
      const recognizer = createRecognizer([...catalog.rules, ...rules]);
      kept = {
        key,
        recognizer,
        recognize: recognizeFleet(fleet, recognizer),
        readInventory: createReadInventory(entriesOf, recognizer),
      };
    }
    return kept;
  };
}

const NO_INSTANCES: readonly ManagedInstance[] = [];

/** Which registration belongs to which host; the rest have no agent. EC2 instances of their own right are AWS's to count. */
function registrationsOf(instances: readonly ManagedInstance[]): {
  claim(ids: readonly string[]): readonly ManagedInstance[];
  unclaimed(superseded: ReadonlyMap<string, FormerRegistration>): readonly ManagedInstance[];
} {
  const byId = Map.groupBy(instances, (one) => one.instanceId);
  const claimed = new Set<string>();
  return {
    claim(ids) {
      if (byId.size === 0) return NO_INSTANCES;
      const own = ids.flatMap((id) => byId.get(id) ?? []);
      for (const one of own) claimed.add(one.instanceId);
      return own;
    },
    unclaimed: (superseded) =>
      instances.filter(
        (one) =>
          !claimed.has(one.instanceId) &&
          !superseded.has(one.instanceId) &&
          one.instanceId.startsWith('mi-') &&
          one.origin === 'hybrid',
      ),
  };
}
