import type { HostFacts } from './host-facts.ts';

/** Hosts by tag: every key must be there with one of its values; an empty list asks for the key alone. */
export type TagCondition = Readonly<Record<string, readonly string[]>>;

/** A named set of hosts of licenses.yaml: those it names, those its patterns match, and those that have its tags. */
export interface HostGroup {
  readonly id: string;
  /** Ids or names. */
  readonly hosts: readonly string[];
  /** Name patterns, in lower case; `*` stands for any text. */
  readonly names: readonly string[];
  readonly tags: TagCondition | null;
}

/** Which hosts a license may be spent on. Null members do not restrict. */
export interface Scope {
  readonly tags: TagCondition | null;
  readonly excludedTags: TagCondition | null;
  readonly hosts: readonly string[] | null;
  /** Hosts of any of these. */
  readonly groups: readonly HostGroup[] | null;
  readonly accounts: readonly string[] | null;
  readonly clusters: readonly string[] | null;
}

export const EVERYWHERE: Scope = {
  tags: null,
  excludedTags: null,
  hosts: null,
  groups: null,
  accounts: null,
  clusters: null,
};

/** The host part of License Manager's product information filters. */
export interface HostCondition {
  readonly platformNames: readonly string[] | null;
  readonly platformTypes: readonly string[] | null;
  readonly excludedTags: readonly { readonly key: string; readonly values: readonly string[] }[];
  readonly excludedAccounts: readonly string[];
  /** False where the filters ask for instances whose price includes the licence: no server on-premises is one. */
  readonly onPremises: boolean;
}

export function restrictsNothing(scope: Scope): boolean {
  return Object.values(scope).every((restriction) => restriction === null);
}

export function inScope(host: HostFacts, scope: Scope): boolean {
  return (
    (scope.hosts === null || scope.hosts.includes(host.hostId) || scope.hosts.includes(host.name)) &&
    (scope.groups === null || scope.groups.some((group) => isInGroup(host, group))) &&
    (scope.accounts === null || host.awsAccounts.some((account) => scope.accounts?.includes(account))) &&
    (scope.clusters === null ||
      (host.placement.cluster !== null && scope.clusters.includes(host.placement.cluster))) &&
    (scope.tags === null || hasTags(host, scope.tags)) &&
    (scope.excludedTags === null || !hasAnyTag(host, scope.excludedTags))
  );
}

export function isInGroup(host: HostFacts, { hosts, names, tags }: HostGroup): boolean {
  const name = host.name.toLowerCase();
  return (
    hosts.includes(host.hostId) ||
    hosts.includes(host.name) ||
    names.some((pattern) => matchesPattern(name, pattern)) ||
    (tags !== null && hasTags(host, tags))
  );
}

/** `db-*.berlin`: the parts between stars in their order, the first and last at the ends. */
function matchesPattern(name: string, pattern: string): boolean {
  const [first = '', ...rest] = pattern.split('*');
  const last = rest.pop();
  if (last === undefined) return name === pattern;
  if (!name.startsWith(first)) return false;
  let at = first.length;
  for (const part of rest) {
    const found = name.indexOf(part, at);
    if (found === -1) return false;
    at = found + part.length;
  }
  return name.length - last.length >= at && name.endsWith(last);
}

export function hasTags(host: HostFacts, condition: TagCondition): boolean {
  return Object.entries(condition).every(([key, values]) => hasTag(host, key, values));
}

function hasAnyTag(host: HostFacts, condition: TagCondition): boolean {
  return Object.entries(condition).some(([key, values]) => hasTag(host, key, values));
}

function hasTag(host: HostFacts, key: string, values: readonly string[]): boolean {
  const value = Object.hasOwn(host.tags, key) ? host.tags[key] : undefined;
  return value !== undefined && (values.length === 0 || values.includes(value));
}

/** License Manager's comparison: exact values, exclusion by tag or account. */
export function meetsCondition(host: HostFacts, condition: HostCondition): boolean {
  return (
    condition.onPremises &&
    (condition.platformTypes === null ||
      condition.platformTypes.some(
        (type) => type.toLowerCase() === host.operatingSystem.family.toLowerCase(),
      )) &&
    (condition.platformNames === null ||
      (host.operatingSystem.name !== null && condition.platformNames.includes(host.operatingSystem.name))) &&
    !condition.excludedAccounts.some((account) => host.awsAccounts.includes(account)) &&
    !condition.excludedTags.some(({ key, values }) => hasTag(host, key, values))
  );
}
