import type { ConsumptionLine } from '../licensing/consumption.ts';
import { type EligibilityRule, judgeEligibility } from '../licensing/eligibility.ts';
import type { HostFacts } from '../licensing/host-facts.ts';
import type { Position, PositionReport } from '../licensing/position.ts';
import type { LicenseAssociation } from './aws-facts.ts';
import type { Finding, FindingKind } from './finding.ts';
import { findingCatalog } from './finding-catalog.ts';

export interface LicenseDifferencesInput {
  readonly report: PositionReport;
  readonly hosts: ReadonlyMap<string, HostFacts>;
  readonly associations: readonly LicenseAssociation[];
  /** Configurations whose associations were read whole: elsewhere a missing association proves nothing. */
  readonly readWhole: ReadonlySet<string>;
}

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
export function findLicenseDifferences(input: LicenseDifferencesInput): Finding[] {
  return input.report.positions.flatMap((position) => [
    ...ofEntitlement(position),
    ...ofAssociations(position, input),
    ...ofRules(position, input.hosts),
    ...ofEditions(position),
  ]);
}

function ofEntitlement(position: Position): Finding[] {
  const { license, owned, onPremises, consumedInAws, balance, validity } = position;
  const figures = { owned, consumedOnPremises: onPremises.total, worstCase: onPremises.worstCase };
  return [
    ...(balance !== null && balance < 0
      ? [
          of(
            'over-license-count',
            license.id,
            null,
            `${license.name}: ${-balance} more consumed than owned`,
            figures,
            { consumedInAws },
          ),
        ]
      : []),
    ...(validity === 'expired'
      ? [of('license-expired', license.id, null, `${license.name} has expired`, figures, {})]
      : []),
    ...(license.selectors.length === 0
      ? [
          of(
            'license-unbound',
            license.id,
            null,
            `${license.name} is bound to no product`,
            {},
            { configurations: license.configurations.join(' ') },
          ),
        ]
      : []),
  ];
}

function ofAssociations(
  { license, onPremises, aws }: Position,
  { hosts, associations, readWhole }: LicenseDifferencesInput,
): Finding[] {
  const found: Finding[] = [];
  const installed = onPremises.lines.filter(({ state }) => INSTALLED.has(state));
  for (const { configurationArn: arn, unit } of aws) {
    // License Manager associates managed instances by vCPU and instance alone.
    if (!readWhole.has(arn) || (unit !== 'vcpu' && unit !== 'instance')) continue;
    const associated = new Map(
      associations
        .filter(({ configurationArn }) => configurationArn === arn)
        .flatMap((association) => {
          const id = managedInstanceOf(association.resourceArn);
          return id === null ? [] : [[id, association] as const];
        }),
    );
    for (const line of installed.filter(({ state }) => OWING.has(state))) {
      const ids = hosts.get(line.hostId)?.managedInstanceIds ?? [];
      if (ids.length === 0 || ids.some((id) => associated.has(id))) continue;
      found.push(
        of(
          'installed-not-associated',
          license.id,
          line.hostId,
          `${license.name}: installed on ${line.hostName}, which is not associated`,
          { installations: line.installations.length },
          { configuration: arn, managedInstanceId: ids.at(-1) ?? null },
        ),
      );
    }
    const installedIds = new Set(
      installed.flatMap(({ hostId }) => hosts.get(hostId)?.managedInstanceIds ?? []),
    );
    const agents = new Map(
      [...hosts.values()].flatMap((host) => host.managedInstanceIds.map((id) => [id, host] as const)),
    );
    for (const [id, { resourceArn }] of associated) {
      const host = agents.get(id);
      // Only a host whose software was read whole can say "not installed".
      if (host === undefined || !host.softwareComplete || installedIds.has(id)) continue;
      found.push(
        of(
          'associated-not-installed',
          license.id,
          host.hostId,
          `${license.name}: ${host.name} is associated, nothing of it is installed there`,
          {},
          { configuration: arn, resourceArn },
        ),
      );
    }
  }
  return found;
}

function ofRules({ license, onPremises }: Position, hosts: ReadonlyMap<string, HostFacts>): Finding[] {
  const unrecognized = license.eligibility.filter((rule) => rule.kind === 'unrecognized');
  const counted = new Set(
    onPremises.lines.filter(({ state }) => state === 'counted').map(({ hostId }) => hostId),
  );
  return [
    ...unrecognized.map((rule) =>
      ofRule(
        'rule-unrecognized',
        license.id,
        null,
        rule,
        `${license.name}: the rule ${rule.text} is not understood${rule.suggestion === null ? '' : `; did you mean ${rule.suggestion}?`}`,
      ),
    ),
    ...[...counted].flatMap((hostId) => {
      const host = hosts.get(hostId);
      if (host === undefined) return [];
      return license.eligibility.flatMap((rule) => {
        const outcome = judgeEligibility(host, rule);
        return outcome.kind === 'broken'
          ? [ofRule('rule-violation', license.id, hostId, rule, `${license.name}: ${outcome.text}`)]
          : [];
      });
    }),
  ];
}

function ofEditions({ license, onPremises }: Position): Finding[] {
  return onPremises.lines
    .filter(({ state }) => state === 'doubtful')
    .map((line) => {
      const product = line.installations.find(({ edition }) => edition === null)?.product ?? null;
      const summary = `${license.name}: the edition of ${product ?? 'a product'} on ${line.hostName} is unknown, it may owe`;
      return of('edition-unknown', license.id, line.hostId, summary, { product }, {});
    });
}

function ofRule(
  kind: FindingKind,
  license: string,
  hostId: string | null,
  rule: EligibilityRule,
  summary: string,
): Finding {
  const finding = of(kind, license, hostId, summary, {}, { rule: rule.text });
  return { ...finding, key: `${finding.key}:${rule.text}` };
}

function of(
  kind: FindingKind,
  license: string,
  hostId: string | null,
  summary: string,
  ours: Finding['ours'],
  theirs: Finding['theirs'],
): Finding {
  const key = [kind, license, ...(hostId === null ? [] : [hostId])].join(':');
  return { kind, key, severity: findingCatalog[kind].severity, hostId, license, summary, ours, theirs };
}

/** The `mi-…` at the end of a resource ARN, in whichever form AWS wrote it. */
export function managedInstanceOf(resourceArn: string): string | null {
  return /(?:^|[:/])(mi-[0-9a-f]{17})$/.exec(resourceArn)?.[1] ?? null;
}
