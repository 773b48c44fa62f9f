import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { AppError } from '../../../collector/src/errors.ts';
import type { PositionAnswer } from '../../../collector/src/services/positions/compute-position.ts';
import { HOUR, type Step, step } from '../../support/collector/fleet-steps.ts';
import { createFleetWorld } from '../../support/collector/fleet-world.ts';

/** The answer, or why there is none: an instant before the horizon. */
async function outcome(answer: Promise<PositionAnswer>): Promise<PositionAnswer | string> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof AppError) return error.message;
    throw error;
  }
}

const report = (host: number, cores: 4 | 8 = 8): Step => ({
  do: 'report',
  host,
  titles: ['mongodb-enterprise-server'],
  cores,
  kind: 'physical',
  registration: null,
  off: 0,
  software: 'whole',
});
const notice = (host: number): Step => ({ do: 'notice', host, off: 0 });
const pass = (ms: number): Step => ({ do: 'pass', ms });
const decide = (kind: 'merge' | 'cluster' | 'retire', host: number, into = 0): Step => ({
  do: 'decide',
  host,
  into,
  kind,
});
const ASK = pass(0);

/** Histories in which something is easily missed, asked about wherever ASK stands. */
const HISTORIES: readonly (readonly Step[])[] = [
  // A decision that is ahead of the clock once, and stands later.
  [report(0), pass(HOUR), decide('cluster', 0), pass(-HOUR), ASK, pass(HOUR), ASK],
  [report(0), pass(HOUR), decide('retire', 0), pass(-HOUR), ASK, pass(HOUR), ASK],
  // A report that is.
  [report(0), pass(HOUR), report(0, 4), pass(-HOUR), ASK, pass(HOUR), ASK],
  [pass(HOUR), report(0), pass(-HOUR), ASK, pass(HOUR), ASK],
  // Of two merged hosts the one heard of last tells what the machine is.
  [report(0), pass(1), report(1, 4), decide('merge', 1), ASK, pass(HOUR), notice(0), ASK],
  [report(0), pass(1), report(1, 4), decide('merge', 1), ASK, report(1, 8), ASK],
  [report(0), report(1, 4), decide('merge', 1), pass(HOUR), report(1), pass(-HOUR), ASK, pass(HOUR), ASK],
];

it('the present out of what is kept of hosts is what a full read gives, whatever happened', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(step, fc.boolean()), { minLength: 5, maxLength: 40 }),
      async (steps) => {
        const folder = mkdtempSync(join(tmpdir(), 'coreledger-kept-'));
        const world = createFleetWorld(folder);
        try {
          await world.enroll();
          const kept = world.compute();
          for (const [one, asks] of steps) {
            await world.happen(one);
            if (!asks && one !== ASK) continue;
            const at = world.now();
            const fresh = await outcome(world.compute().past({ at }));
            expect(await outcome(kept.present(at))).toEqual(fresh);
            // Nothing happened since: every host is the same object, and none is read.
            const [again, once] = [await outcome(kept.present(at)), await outcome(kept.present(at))];
            expect(again).toEqual(fresh);
            if (typeof again !== 'string' && typeof once !== 'string' && isSettled(world, once))
              for (const [hostId, facts] of again.facts)
                if (facts.origin === 'agent') expect(once.facts.get(hostId)).toBe(facts);
          }
        } finally {
          await world.close();
          rmSync(folder, { recursive: true, force: true });
        }
      },
    ),
    {
      numRuns: 60,
      examples: HISTORIES.map((steps) => [steps.map((one) => [one, one === ASK] as [Step, boolean])]),
    },
  );
}, 120_000);

/** Whether nothing lies ahead of the clock: hosts of which something does are read each time. */
function isSettled({ furthest }: { furthest(): number; now(): number }, { asked }: PositionAnswer): boolean {
  return furthest() <= asked.at;
}
