import type { SnapshotStore } from '../../ports/snapshot-store.ts';
import type { Observation, Observe } from './observe.ts';

/** Computes the position of now and keeps it. Gives what it saw. */
export type TakeSnapshot = () => Promise<Observation>;

export function createTakeSnapshot(observe: Observe, store: SnapshotStore): TakeSnapshot {
  return async () => {
    const observation = await observe();
    await store.add(observation.snapshots);
    return observation;
  };
}
