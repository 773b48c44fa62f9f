import { AppError } from '../errors.ts';
import type { Pages } from '../ports/aws.ts';
import type { AwsFacts, AwsKind, AwsStore, AwsUnit } from '../ports/aws-store.ts';

/** What became of one unit of a run. `facts` is how many were read, also where it failed midway. */
export interface UnitOutcome extends AwsUnit {
  readonly status: 'complete' | 'failed' | 'skipped';
  readonly facts: number;
  readonly error: string | null;
}

/**
 * Reads one unit page by page into the store. One that fails midway leaves what it read and ends nothing; it is not thrown,
 * for the other units go on. Failures of the store itself are, and so is that the run was cut off: no fault of the unit.
 */
export async function syncUnit<Kind extends AwsKind>(
  store: AwsStore,
  unit: AwsUnit & { readonly kind: Kind },
  read: () => Pages<AwsFacts[Kind]>,
  runAt: number,
  cut: AbortSignal,
): Promise<UnitOutcome> {
  let [facts, told] = [0, false];
  try {
    cut.throwIfAborted();
    for await (const page of read()) {
      cut.throwIfAborted();
      told = true;
      if (page.length > 0) await store.put(unit, page, runAt);
      facts += page.length;
    }
    // An answer without a list is taken for an empty one where nothing was there before; it takes nothing away.
    if (!told && (await isKnown(store, unit)))
      throw new AppError('aws-unavailable', `the answer about ${unit.kind} ${unit.part} has no list`);
    await store.complete(unit, runAt);
    return { ...unit, status: 'complete', facts, error: null };
  } catch (error) {
    if (cut.aborted || !isAwsFailure(error)) throw error;
    await store.fail(unit, runAt, error.message);
    return { ...unit, status: 'failed', facts, error: error.message };
  }
}

async function isKnown(store: AwsStore, { kind, part, account, region }: AwsUnit): Promise<boolean> {
  const at = Number.MAX_SAFE_INTEGER;
  return (await store.page(kind, { at, part, account, region, limit: 1 })).items.length > 0;
}

/** An expected outcome of a sync: AWS denied, threw, or was not there. */
export function isAwsFailure(error: unknown): error is AppError {
  return (
    error instanceof AppError &&
    ['aws-denied', 'aws-unavailable', 'bad-request', 'conflict', 'not-found'].includes(error.code)
  );
}

/** A single answer as a page. */
export async function* onePage<Fact>(read: () => Promise<Fact>): Pages<Fact> {
  yield [await read()];
}
