import type { ConsumptionLine } from '../licensing/consumption.ts';
import { type EligibilityRule, judgeEligibility } from '../licensing/eligibility.ts';
import type { HostFacts } from '../licensing/host-facts.ts';
import type { Position, PositionReport } from '../licensing/position.ts';
import { readWhole, type ScopeCoverage } from './aws-coverage.ts';
import type { LicenseAssociation, LicenseConfiguration } from './aws-facts.ts';
import { findUnknownEditions } from './find-unknown-editions.ts';
import type { Finding, FindingKind } from './finding.ts';
import { findingCatalog } from './finding-catalog.ts';
import { type Judgement, judgementOf, type Unjudged, withheld } from './judgement.ts';

export interface LicenseDifferencesInput {
  readonly report: PositionReport;
  readonly hosts: ReadonlyMap<string, HostFacts>;
  readonly configurations: readonly LicenseConfiguration[];
  readonly associations: readonly LicenseAssociation[];
  readonly coverage: readonly ScopeCoverage[];
}

const LISTED = 'license-configuration';

/** Lines that say the product is on the host, whoever pays. */
const INSTALLED: ReadonlySet<ConsumptionLine['state']> = new Set([
  'counted',
  'doubtful',
  'covered',
  'exempt',
  'free',
  'superseded',
  'allocated-elsewhere',
]);

/** Lines for which an association is missed: what owes nothing, or is counted in AWS already, needs none. */
const OWING: ReadonlySet<ConsumptionLine['state']> = new Set(['counted', 'doubtful', 'covered']);

/** Differences between what is installed, what License Manager associates, and what is owned. */
export function findLicenseDifferences(input: LicenseDifferencesInput): Judgement {
  const context = contextOf(input);
  const { positions } = input.report;
  return judgementOf([
    ...positions.flatMap((position) => [
      ...ofEntitlement(position),
      ...ofBinding(position, context),
      ...ofAssociations(position, context),
      ...ofRules(position, input.hosts),
    ]),
    ...findUnknownEditions(positions),
  ]);
}

/** What is looked up for every license, made once. */
interface Context {
  readonly hosts: ReadonlyMap<string, HostFacts>;
  /** Of managed instances that are associated. */
  readonly hostOf: ReadonlyMap<string, HostFacts>;
  /** Associations by configuration, then by managed instance. */
  readonly associated: ReadonlyMap<string, ReadonlyMap<string, LicenseAssociation>>;
  /** Why the parts of a configuration are not known whole; null where they are. */
  unread(configurationArn: string, units: readonly string[]): string | null;
}

function contextOf({ hosts, configurations, associations, coverage }: LicenseDifferencesInput): Context {
  const places = new Map(configurations.map(({ arn, account, region }) => [arn, { account, region }]));
  const byConfiguration = Map.groupBy(associations, ({ configurationArn }) => configurationArn);
  const associated = new Map(
    [...byConfiguration].map(([arn, list]) => [
      arn,
      new Map(
        list.flatMap((association) => {
          const id = managedInstanceOf(association.resourceArn);
          return id === null ? [] : [[id, association] as const];
        }),
      ),
    ]),
  );
  return {
    hosts,
    hostOf: hostsOf(new Set([...associated.values()].flatMap((byId) => [...byId.keys()])), hosts),
    associated,
    unread(arn, units) {
      const place = places.get(arn);
      const scopes = coverage.filter(
        ({ account, region }) => account === place?.account && region === place?.region,
      );
      const reads = units.map((unit) => readWhole(scopes, unit === LISTED ? unit : `${unit} ${arn}`));
      return reads.find((read) => !read.whole)?.reason ?? null;
    },
  };
}

/** Hosts by managed instance, of these alone. */
function hostsOf(
  ids: ReadonlySet<string>,
  hosts: ReadonlyMap<string, HostFacts>,
): ReadonlyMap<string, HostFacts> {
  const found = new Map<string, HostFacts>();
  if (ids.size === 0) return found;
  for (const host of hosts.values())
    for (const id of host.managedInstanceIds) if (ids.has(id)) found.set(id, host);
  return found;
}

function ofEntitlement(position: Position): Finding[] {
  const { license, owned, onPremises, consumedInAws, balance, validity } = position;
  const figures = { owned, consumedOnPremises: onPremises.total, worstCase: onPremises.worstCase };
  const of = (kind: FindingKind, summary: string, theirs: Finding['theirs']) =>
    licenseFinding(kind, license.id, null, summary, { ours: figures, theirs });
  return [
    ...(balance !== null && balance < 0
      ? [of('over-license-count', `${license.name}: ${-balance} more consumed than owned`, { consumedInAws })]
      : []),
    ...(validity === 'expired' ? [of('license-expired', `${license.name} has expired`, {})] : []),
  ];
}

/** A license bound to nothing, unless what binds it (tags, product filters, associations) was not read. */
function ofBinding({ license }: Position, { unread }: Context): (Finding | Unjudged)[] {
  if (license.selectors.length > 0) return [];
  const found = licenseFinding(
    'license-unbound',
    license.id,
    null,
    `${license.name} is bound to no product`,
    { ours: {}, theirs: { configurations: license.configurations.join(' ') } },
  );
  const reason = license.configurations
    .map((arn) => unread(arn, [LISTED, 'license-tags', 'association']))
    .find((one) => one !== null);
  return [reason == null ? found : withheld(found, reason)];
}

function ofAssociations({ license, onPremises, aws }: Position, context: Context): (Finding | Unjudged)[] {
  const { hosts, hostOf } = context;
  const found: (Finding | Unjudged)[] = [];
  // License Manager associates managed instances by vCPU and instance alone.
  const associating = aws.filter(({ unit }) => unit === 'vcpu' || unit === 'instance');
  if (associating.length === 0) return found;
  const installed = Map.groupBy(
    onPremises.lines.filter(({ state }) => INSTALLED.has(state)),
    ({ hostId }) => hostId,
  );
  for (const { configurationArn: arn } of associating) {
    const associated = context.associated.get(arn) ?? new Map<string, LicenseAssociation>();
    const reason = context.unread(arn, ['association']);
    const add = (finding: Finding) => found.push(reason === null ? finding : withheld(finding, reason));
    for (const [hostId, lines] of installed) {
      const ids = hosts.get(hostId)?.managedInstanceIds ?? [];
      if (ids.length === 0 || ids.some((id) => associated.has(id))) continue;
      if (!lines.some(({ state }) => OWING.has(state))) continue;
      add(
        licenseFinding(
          'installed-not-associated',
          license.id,
          hostId,
          `${license.name}: installed on ${lines[0]?.hostName ?? hostId}, which is not associated`,
          {
            ours: { installations: lines.reduce((sum, line) => sum + line.installations.length, 0) },
            theirs: { configuration: arn, managedInstanceId: ids.at(-1) ?? null },
          },
          arn,
        ),
      );
    }
    for (const [id, { resourceArn }] of associated) {
      const host = hostOf.get(id);
      // Only a host whose software was read whole can say "not installed".
      if (host === undefined || !host.softwareComplete || installed.has(host.hostId)) continue;
      add(
        licenseFinding(
          'associated-not-installed',
          license.id,
          host.hostId,
          `${license.name}: ${host.name} is associated, nothing of it is installed there`,
          { ours: {}, theirs: { configuration: arn, resourceArn } },
          `${arn}:${id}`,
        ),
      );
    }
  }
  return found;
}

function ofRules({ license, onPremises }: Position, hosts: ReadonlyMap<string, HostFacts>): Finding[] {
  if (license.eligibility.length === 0) return [];
  const of = (kind: FindingKind, hostId: string | null, rule: EligibilityRule, text: string) =>
    licenseFinding(
      kind,
      license.id,
      hostId,
      `${license.name}: ${text}`,
      { ours: {}, theirs: { rule: rule.text } },
      rule.text,
    );
  const counted = new Set(
    onPremises.lines.filter(({ state }) => state === 'counted').map(({ hostId }) => hostId),
  );
  // A rule that stands twice in License Manager is one rule.
  const rules = [...new Map(license.eligibility.map((rule) => [rule.text, rule])).values()];
  return [
    ...rules.flatMap((rule) => {
      if (rule.kind !== 'unrecognized') return [];
      const hint = rule.suggestion === null ? '' : `; did you mean ${rule.suggestion}?`;
      return [of('rule-unrecognized', null, rule, `the rule ${rule.text} is not understood${hint}`)];
    }),
    ...[...counted].flatMap((hostId) => {
      const host = hosts.get(hostId);
      if (host === undefined) return [];
      return rules.flatMap((rule) => {
        const outcome = judgeEligibility(host, rule);
        return outcome.kind === 'broken' ? [of('rule-violation', hostId, rule, outcome.text)] : [];
      });
    }),
  ];
}

/** `about` tells two of a kind apart: the rule, the license configuration. */
function licenseFinding(
  kind: FindingKind,
  license: string,
  hostId: string | null,
  summary: string,
  sides: Pick<Finding, 'ours' | 'theirs'>,
  about?: string,
): Finding {
  const key = [kind, license, hostId, about].filter((part) => part != null).join(':');
  return { kind, key, severity: findingCatalog[kind].severity, hostId, license, summary, ...sides };
}

/** The `mi-…` at the end of a resource ARN, in whichever form AWS wrote it. */
export function managedInstanceOf(resourceArn: string): string | null {
  return /(?:^|[:/])(mi-\w{17})$/.exec(resourceArn)?.[1] ?? null;
}
