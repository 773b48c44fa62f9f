import type { BindingNote } from '../../licensing/binding/bind-licenses.ts';
import type { ConsumptionLine } from '../../licensing/consumption.ts';
import type { HostFacts } from '../../licensing/host-facts.ts';
import type { License } from '../../licensing/license.ts';
import type { InventoriedResource, LicenseAssociation, ManagedInstance } from '../aws-facts.ts';
import { managedInstanceOf } from '../find-license-differences.ts';
import type { LeftOut, PlanBody, PlanStep } from './plan.ts';
import { type PlannedConfiguration, scopeOf } from './plan-configurations.ts';
import { mayBeOn, whyNobodyIsLetGo } from './why-kept.ts';

/** License Manager's quota of configurations on one resource. */
const MOST_ON_A_RESOURCE = 10;

export interface AssociationInput {
  /** The license's lines: what is installed, and whether it owes. */
  readonly lines: readonly ConsumptionLine[];
  readonly license: License | undefined;
  readonly notes: readonly BindingNote[];
  readonly hosts: ReadonlyMap<string, HostFacts>;
  /** Of the configuration's own account and Region. */
  readonly instances: readonly ManagedInstance[];
  readonly associations: readonly LicenseAssociation[];
  readonly resources: readonly InventoriedResource[];
  /** How many configurations each resource will have; counted on by every step that is planned. */
  readonly used: Map<string, number>;
}

/** Lines for which an association is missed; what owes nothing needs none, and loses none that it has. */
const OWING: ReadonlySet<ConsumptionLine['state']> = new Set(['counted', 'covered']);

/** Managed instances that a configuration should be associated with, by what is installed on their hosts. */
export function planAssociations(
  configuration: PlannedConfiguration,
  { lines, license, notes, hosts, instances, associations, resources, used }: AssociationInput,
): PlanBody {
  const { place, arn, actual } = configuration;
  const steps: PlanStep[] = [];
  const leftOut: LeftOut[] = [];
  const arnOf = new Map([
    ...associations.flatMap((one) => byInstance(managedInstanceOf(one.resourceArn), one.resourceArn)),
    ...resources.flatMap((one) => byInstance(managedInstanceOf(one.resourceArn), one.resourceArn)),
  ]);
  const registered = new Map(instances.map((one) => [one.instanceId, one]));
  const own = new Set(
    associations
      .filter((one) => one.configurationArn === arn)
      .flatMap((one) => managedInstanceOf(one.resourceArn) ?? []),
  );
  const base = { ...scopeOf(place), license: place.entry.id, configurationArn: arn };
  const name = actual?.name ?? place.entry.name ?? place.entry.id;

  const wanted = new Set<string>();
  for (const hostId of new Set(lines.filter(({ state }) => OWING.has(state)).map((one) => one.hostId))) {
    const host = hosts.get(hostId);
    const ids = host?.managedInstanceIds.filter((id) => registered.has(id)) ?? [];
    if (host === undefined || ids.length === 0) continue;
    if (ids.some((id) => own.has(id))) {
      for (const id of ids) wanted.add(id);
      continue;
    }
    const [instanceId = '', ...others] = ids;
    wanted.add(instanceId);
    const leave = (reason: string) =>
      leftOut.push({ license: place.entry.id, what: `${host.name} (${ids.join(', ')})`, reason });
    const resourceArn = arnOf.get(instanceId);
    if (registered.get(instanceId)?.origin !== 'hybrid')
      leave(
        'it is a machine of another cloud that is registered as hybrid: AWS counts it there or not at all',
      );
    else if (others.length > 0) leave('it has several registrations: deregister the older ones first');
    else if (resourceArn === undefined)
      leave(
        'License Manager’s inventory search does not list it yet, and its ARN is never made up: refresh the search in License Manager',
      );
    else if ((used.get(resourceArn) ?? 0) >= MOST_ON_A_RESOURCE)
      leave(`it has ${MOST_ON_A_RESOURCE} configurations already, and more are not allowed`);
    else {
      used.set(resourceArn, (used.get(resourceArn) ?? 0) + 1);
      steps.push({
        ...base,
        kind: 'associate',
        resourceArn,
        instanceId,
        text: `associate ${host.name} (${instanceId}) with "${name}"`,
        reason: 'the product is installed there',
      });
    }
  }
  const removal = planRemovals();
  return { steps: [...steps, ...removal.steps], leftOut: [...leftOut, ...removal.leftOut] };

  /** Only a host that was read whole and lately can say "not installed". */
  function planRemovals(): PlanBody {
    const found: PlanStep[] = [];
    const left: LeftOut[] = [];
    const kept = whyNobodyIsLetGo(license, notes);
    const installed = new Set(lines.map(({ hostId }) => hostId));
    const hostOf = new Map(
      [...hosts.values()].flatMap((host) => host.managedInstanceIds.map((id) => [id, host] as const)),
    );
    for (const instanceId of own) {
      const host = hostOf.get(instanceId);
      const resourceArn = arnOf.get(instanceId);
      if (wanted.has(instanceId) || host === undefined || resourceArn === undefined) continue;
      if (!host.softwareComplete || host.stale || installed.has(host.hostId)) continue;
      if (kept !== null) {
        left.push({
          license: place.entry.id,
          what: `${host.name} (${instanceId})`,
          reason: `it stays associated: ${kept}`,
        });
        continue;
      }
      if (mayBeOn(host, license?.selectors ?? [])) continue;
      if (actual !== null && actual.products.length > 0) {
        left.push({
          license: place.entry.id,
          what: `${host.name} (${instanceId})`,
          reason: 'automated discovery tracks it: License Manager does not let go of it by hand',
        });
        continue;
      }
      used.set(resourceArn, (used.get(resourceArn) ?? 1) - 1);
      found.push({
        ...base,
        kind: 'disassociate',
        resourceArn,
        instanceId,
        text: `disassociate ${host.name} (${instanceId}) from "${name}"`,
        reason: 'nothing of the product is installed there',
      });
    }
    return { steps: found, leftOut: left };
  }
}

function byInstance(instanceId: string | null, arn: string): [string, string][] {
  return instanceId === null ? [] : [[instanceId, arn]];
}
