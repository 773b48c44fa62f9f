import { type Candidates, type Fleet, physicalBasis } from '../fleet.ts';
import type { HostFacts } from '../host-facts.ts';
import type { Measurement } from '../measurement.ts';
import { type LicensedHost, measured, type RuleReference, type Share } from './metric-function.ts';

/** A physical machine with what runs on it under one license. */
export interface Machine {
  readonly host: HostFacts;
  /** Set where the product runs on the machine itself. */
  readonly self: LicensedHost | null;
  readonly guests: readonly LicensedHost[];
}

export interface Unplaced {
  readonly licensed: LicensedHost;
  readonly missing: string;
  readonly candidates: Candidates;
}

export interface Machines {
  readonly machines: readonly Machine[];
  /** Guests whose physical machine is not known, and hosts of which it is not known whether they are guests. */
  readonly unplaced: readonly Unplaced[];
}

export function groupByMachine(licensed: readonly LicensedHost[], fleet: Fleet): Machines {
  const machines = new Map<string, { host: HostFacts; self: LicensedHost | null; guests: LicensedHost[] }>();
  const unplaced: Unplaced[] = [];
  for (const one of licensed) {
    const basis = physicalBasis(one.host, fleet);
    if (basis.kind === 'unknown') {
      unplaced.push({ licensed: one, missing: basis.missing, candidates: basis.candidates });
      continue;
    }
    let machine = machines.get(basis.host.hostId);
    if (machine === undefined) {
      machine = { host: basis.host, self: null, guests: [] };
      machines.set(basis.host.hostId, machine);
    }
    if (basis.own) machine.self = one;
    else machine.guests.push(one);
  }
  return { machines: [...machines.values()], unplaced };
}

/** The guests' lines: 0, because their machine pays. */
export function coveredShares(
  rule: RuleReference,
  guests: readonly LicensedHost[],
  machine: HostFacts,
): Share[] {
  if (guests.length === 0) return [];
  const measurement = covered(rule, machine);
  return guests.map(({ host }) => ({ host, measurement, coveredBy: machine.hostId }));
}

function covered(rule: RuleReference, machine: HostFacts): Measurement {
  const text = `0: counted at its physical host ${machine.name}`;
  const step = { operation: 'covered', inputs: { physicalHost: machine.hostId }, result: 0, text };
  return measured(rule, 0, [step], text);
}

/**
 * The largest demand any candidate may make of a guest placed on it; null: no candidate, or one without a bound. A list that many
 * guests have in common is looked through once.
 */
export function worstOf(
  bound: (host: HostFacts) => number | null,
): (candidates: Candidates) => number | null {
  const known = new Map<readonly HostFacts[], number | null>();

  function ofList(hosts: readonly HostFacts[]): number | null {
    let worst: number | null | undefined = known.get(hosts);
    if (worst !== undefined) return worst;
    worst = 0;
    for (const host of hosts) {
      const value = bound(host);
      worst = value === null || worst === null ? null : Math.max(worst, value);
    }
    known.set(hosts, worst);
    return worst;
  }

  return ({ itself, others }) => {
    if (itself === null) return others.length === 0 ? null : ofList(others);
    const [own, rest] = [bound(itself), ofList(others)];
    return own === null || rest === null ? null : Math.max(own, rest);
  };
}
