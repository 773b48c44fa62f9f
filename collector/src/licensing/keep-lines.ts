import { byHost, type ConsumptionLine } from './consumption.ts';
import type { Measurement } from './measurement.ts';
import { sameData } from './same-data.ts';

/**
 * The lines, in the place of each that did not change the one before: two answers over a large fleet share what is the same. Both
 * stand in the order of host names and ids.
 */
export function keepLines(
  lines: readonly ConsumptionLine[],
  before: readonly ConsumptionLine[],
): readonly ConsumptionLine[] {
  // Many lines share one measurement.
  const known = new Map<Measurement, Measurement>();
  let next = 0;

  function sameMeasurement(one: Measurement, other: Measurement): boolean {
    if (known.get(one) === other) return true;
    if (!sameData(one, other)) return false;
    known.set(one, other);
    return true;
  }

  /** Field by field: there are as many as hosts. */
  function isSame(one: ConsumptionLine, other: ConsumptionLine): boolean {
    return (
      one.lastSeenAt === other.lastSeenAt &&
      one.stale === other.stale &&
      one.state === other.state &&
      one.license === other.license &&
      one.coveredBy === other.coveredBy &&
      one.paidBy === other.paidBy &&
      one.confidence === other.confidence &&
      sameList(one.installations, other.installations) &&
      sameList(one.evidence, other.evidence) &&
      sameList(one.notes, other.notes) &&
      sameData(one.exemption, other.exemption) &&
      sameMeasurement(one.measurement, other.measurement)
    );
  }

  return lines.map((line) => {
    for (let old = before[next]; old !== undefined && byHost(old, line) < 0; old = before[next]) next += 1;
    // A host may have one line for each state.
    for (let index = next; ; index++) {
      const old = before[index];
      if (old === undefined || byHost(old, line) !== 0) return line;
      if (isSame(line, old)) return old;
    }
  });
}

function sameList(some: readonly unknown[], others: readonly unknown[]): boolean {
  return (
    some === others || (some.length === others.length && some.every((one, index) => one === others[index]))
  );
}
