import type { Position } from '../../licensing/position.ts';
import type { Snapshot, SnapshotStore } from '../../ports/snapshot-store.ts';
import type { AnswerPosition } from '../positions/answer-position.ts';
import type { PositionAnswer } from '../positions/compute-position.ts';

/** Computes the position of now and keeps it. Gives what it kept. */
export type TakeSnapshot = () => Promise<PositionAnswer>;

export function createTakeSnapshot(answer: AnswerPosition, store: SnapshotStore): TakeSnapshot {
  return async () => {
    const answered = await answer();
    const { asked, report } = answered;
    await store.add(report.positions.map((position) => snapshotOf(position, asked.at)));
    return answered;
  };
}

function snapshotOf(position: Position, at: number): Snapshot {
  const { license, metric, onPremises, consumedInAws, completeness } = position;
  const inAws = consumedInAws ?? 0;
  return {
    license: license.id,
    name: license.name,
    unit: metric?.unit ?? null,
    at,
    owned: position.owned,
    consumed: onPremises.total + inAws,
    worstCase: onPremises.worstCase === null ? null : onPremises.worstCase + inAws,
    balance: position.balance,
    state: position.state,
    unmeasurable: onPremises.unmeasurable,
    hosts: completeness.hosts,
    hostsKnown: completeness.known,
  };
}
