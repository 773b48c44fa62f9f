import { type Fleet, physicalBasis } from '../fleet.ts';
import type { HostFacts } from '../host-facts.ts';
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
  readonly candidates: readonly HostFacts[];
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

/** The guest's line: 0, because its machine pays. */
export function coveredShare(rule: RuleReference, guest: HostFacts, machine: HostFacts): Share {
  const text = `0: counted at its physical host ${machine.name}`;
  const step = { operation: 'covered', inputs: { physicalHost: machine.hostId }, result: 0, text };
  return { host: guest, measurement: measured(rule, 0, [step], text), coveredBy: machine.hostId };
}

/** The largest demand any candidate may make of a guest placed on it; null: no candidate, or one without a bound. */
export function worstOf(
  candidates: readonly HostFacts[],
  bound: (host: HostFacts) => number | null,
): number | null {
  if (candidates.length === 0) return null;
  let worst = 0;
  for (const candidate of candidates) {
    const value = bound(candidate);
    if (value === null) return null;
    worst = Math.max(worst, value);
  }
  return worst;
}
