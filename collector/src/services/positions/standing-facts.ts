import type { HostFacts, Placement } from '../../licensing/host-facts.ts';
import type { ManagedInstance } from '../../reconciliation/aws-facts.ts';
import { NO_ACCOUNTS, withFacts } from './facts-of-host.ts';
import type { KeptHost } from './kept-hosts.ts';

/** What the rest of the fleet, AWS and the instant say of a host. */
export interface Standing {
  readonly placement: Placement;
  /** Systems Manager's registrations of this host. */
  readonly managedInstances: readonly ManagedInstance[];
  readonly stale: boolean;
}

/** The facts of a host with what is said of it: the object that it had where nothing of that changed. */
export function standingFacts({ facts, own }: KeptHost, standing: Standing): HostFacts {
  const { placement, stale, managedInstances } = standing;
  const said = {
    placement,
    stale,
    operatingSystem: systemOf(facts, own, managedInstances),
    tags: tagsOf(facts, own, managedInstances),
    awsAccounts: accountsOf(facts, managedInstances),
  };
  const isSame =
    facts.placement === said.placement &&
    facts.stale === said.stale &&
    facts.operatingSystem === said.operatingSystem &&
    facts.tags === said.tags &&
    facts.awsAccounts === said.awsAccounts;
  return isSame ? facts : withFacts(facts, said);
}

function systemOf(
  facts: HostFacts,
  own: KeptHost['own'],
  [first]: readonly ManagedInstance[],
): HostFacts['operatingSystem'] {
  const name = first?.platformName ?? own.operatingSystem.name;
  if (name === own.operatingSystem.name) return own.operatingSystem;
  // Nothing but the name can differ: a host that is read again begins with its own.
  return facts.operatingSystem.name === name ? facts.operatingSystem : { ...own.operatingSystem, name };
}

function tagsOf(
  facts: HostFacts,
  own: KeptHost['own'],
  managedInstances: readonly ManagedInstance[],
): HostFacts['tags'] {
  if (managedInstances.length === 0) return own.tags;
  const tags = { ...Object.assign({}, ...managedInstances.map((one) => one.tags)), ...own.tags };
  return sameTags(tags, facts.tags) ? facts.tags : tags;
}

function sameTags(some: HostFacts['tags'], others: HostFacts['tags']): boolean {
  const keys = Object.keys(some);
  return (
    keys.length === Object.keys(others).length &&
    keys.every((key) => Object.hasOwn(others, key) && others[key] === some[key])
  );
}

function accountsOf(facts: HostFacts, managedInstances: readonly ManagedInstance[]): readonly string[] {
  if (managedInstances.length === 0) return NO_ACCOUNTS;
  const accounts = [...new Set(managedInstances.map((one) => one.account))];
  const known = facts.awsAccounts;
  return accounts.length === known.length && accounts.every((one, index) => one === known[index])
    ? known
    : accounts;
}
