import type { BindingNote } from '../../licensing/binding/bind-licenses.ts';
import type { LicenseEntry } from '../../licensing/binding/licenses-file.ts';
import type { HostFacts } from '../../licensing/host-facts.ts';
import type { PositionReport } from '../../licensing/position.ts';
import { readWhole, type ScopeCoverage } from '../aws-coverage.ts';
import type {
  InventoriedResource,
  LicenseAssociation,
  LicenseConfiguration,
  ManagedInstance,
} from '../aws-facts.ts';
import { joinPlans, type LeftOut, type PlanBody } from './plan.ts';
import { planAssociations } from './plan-associations.ts';
import { planConfigurations, type WantedPlace } from './plan-configurations.ts';
import { planDeregistrations } from './plan-deregistrations.ts';

export interface PlanInput {
  readonly at: number;
  readonly entries: readonly LicenseEntry[];
  readonly report: PositionReport;
  /** What of the licenses could not be bound. */
  readonly notes: readonly BindingNote[];
  /** Hosts that count; retired ones are not among them. */
  readonly hosts: ReadonlyMap<string, HostFacts>;
  readonly configurations: readonly LicenseConfiguration[];
  readonly associations: readonly LicenseAssociation[];
  readonly resources: readonly InventoriedResource[];
  readonly instances: readonly ManagedInstance[];
  readonly coverage: readonly ScopeCoverage[];
  /** A read that is older is no ground for a change. */
  readonly freshForMs: number;
  /** null: registrations are left alone. */
  readonly deregisterAfterMs: number | null;
}

/**
 * The difference between what licenses.yaml and the hosts want, and what AWS said last. An account and Region that was not read
 * whole and lately gives no step but the reason: absence there proves nothing.
 */
export function makePlan(input: PlanInput): PlanBody {
  const { coverage, deregisterAfterMs } = input;
  const parts = coverage.map((scope): PlanBody => {
    const wanted = input.entries.filter(
      ({ aws }) => aws !== undefined && aws.source === scope.source && aws.region === scope.region,
    );
    if (wanted.length === 0 && deregisterAfterMs === null) return joinPlans([]);
    const reason = notFit(scope, input);
    if (reason !== null || scope.account === null) return unread(scope, wanted, reason ?? 'never read');
    return planScope({ ...scope, account: scope.account }, wanted, input);
  });
  const known = new Set(coverage.map(({ source, region }) => `${source} ${region}`));
  const nowhere = input.entries.flatMap(({ id, aws }): LeftOut[] =>
    aws === undefined || known.has(`${aws.source} ${aws.region}`)
      ? []
      : [
          {
            license: id,
            what: 'its license configuration',
            reason: `the configuration has no source ${aws.source} that reads ${aws.region}`,
          },
        ],
  );
  const joined = joinPlans(parts);
  return { ...joined, leftOut: [...joined.leftOut, ...nowhere] };
}

function planScope(
  scope: ScopeCoverage & { readonly account: string },
  entries: readonly LicenseEntry[],
  input: PlanInput,
): PlanBody {
  const isHere = (one: { readonly account: string; readonly region: string }): boolean =>
    one.account === scope.account && one.region === scope.region;
  const { source, account, region } = scope;
  const places = entries.flatMap((entry): WantedPlace[] =>
    entry.aws === undefined ? [] : [{ source, account, region, entry, wanted: entry.aws }],
  );
  const instances = input.instances.filter(isHere);
  const associations = input.associations.filter(isHere);
  const resources = input.resources.filter(isHere);
  const configurations = planConfigurations(places, input.configurations.filter(isHere));
  const used = new Map<string, number>();
  for (const { resourceArn } of associations) used.set(resourceArn, (used.get(resourceArn) ?? 0) + 1);
  const associated = configurations.standing.map((one): PlanBody => {
    const { associate } = one.place.wanted;
    // The one that exists keeps its counting type, whatever is wanted of it.
    const countingType = one.actual?.countingType ?? one.place.wanted.countingType;
    if (!associate || (countingType !== 'vCPU' && countingType !== 'Instance')) return joinPlans([]);
    const position = input.report.positions.find(({ license }) => license.id === one.place.entry.id);
    const lines = position?.onPremises.lines ?? [];
    return planAssociations(one, {
      lines,
      license: position?.license,
      notes: input.notes,
      hosts: input.hosts,
      instances,
      associations,
      resources,
      used,
    });
  });
  const { deregisterAfterMs, hosts, at } = input;
  const gone =
    deregisterAfterMs === null
      ? []
      : planDeregistrations(source, instances, hosts.values(), at, deregisterAfterMs);
  return joinPlans([configurations, ...associated, { steps: gone, leftOut: [] }]);
}

/** Why what was read of a scope is no ground for a change; null where it is. */
function notFit(scope: ScopeCoverage, { configurations, at, freshForMs }: PlanInput): string | null {
  const arns = configurations
    .filter(({ account, region }) => account === scope.account && region === scope.region)
    .map(({ arn }) => arn);
  const units = [
    'license-configuration',
    'resource',
    'managed-instance',
    ...arns.flatMap((arn) => [`license-tags ${arn}`, `association ${arn}`]),
  ];
  for (const unit of units) {
    const read = readWhole([scope], unit);
    if (!read.whole) return `${read.reason}: run \`coreledger sync\``;
    if (at - read.since > freshForMs)
      return `${unit} was read last on ${new Date(read.since).toISOString()}: run \`coreledger sync\``;
  }
  return null;
}

function unread(scope: ScopeCoverage, entries: readonly LicenseEntry[], reason: string): PlanBody {
  const what = `everything of ${scope.source} ${scope.region}`;
  const licenses = entries.length === 0 ? [null] : entries.map(({ id }) => id);
  return { steps: [], leftOut: licenses.map((license) => ({ license, what, reason })) };
}
