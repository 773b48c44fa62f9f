import type { Clock } from '../../ports/clock.ts';
import type { FindingStore } from '../../ports/finding-store.ts';
import { type Judgement, judgedBy } from '../../reconciliation/judgement.ts';

export interface Reconcile {
  /** Differences now, into the findings: new ones open, vanished ones resolve, unjudgeable ones stay. */
  run(): Promise<{ readonly opened: number; readonly resolved: number }>;
}

export function createReconcile(parts: {
  readonly judge: () => Promise<Judgement>;
  readonly findings: FindingStore;
  readonly clock: Clock;
}): Reconcile {
  const { judge, findings, clock } = parts;
  return {
    async run() {
      const judgement = await judge();
      return findings.track(judgement.findings, judgedBy(judgement), clock.now());
    },
  };
}
