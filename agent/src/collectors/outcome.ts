import type { Conflict, PresentSection, SourceOutcome } from '@coreledger/shared/section.ts';
import { HostReadError } from '../host/host.ts';

export function present<Value>(
  value: Value,
  sources: readonly SourceOutcome[],
  conflicts: readonly Conflict[] = [],
): PresentSection<Value> {
  const complete = sources.every((source) => source.status === 'read' || source.status === 'absent');
  return { status: 'present', complete, value, sources: [...sources], conflicts: [...conflicts] };
}

/** Runs one source; what it could not read becomes its outcome, never an exception and never an empty success. */
export async function fromSource<Value>(
  name: string,
  read: () => Value | undefined | Promise<Value | undefined>,
): Promise<{ value: Value | undefined; outcome: SourceOutcome }> {
  try {
    const value = await read();
    return { value, outcome: { name, status: value === undefined ? 'absent' : 'read', detail: null } };
  } catch (error) {
    return { value: undefined, outcome: outcomeOf(name, error) };
  }
}

export function outcomeOf(name: string, error: unknown): SourceOutcome {
  const detail = (error instanceof Error ? error.message : String(error)).slice(0, 1024).toWellFormed();
  if (!(error instanceof HostReadError)) return { name, status: 'failed', detail };
  switch (error.failure) {
    case 'absent':
      return { name, status: 'absent', detail: null };
    case 'denied':
    case 'not-a-file':
    case 'too-large':
      return { name, status: 'unavailable', detail };
    case 'timeout':
    case 'failed':
      return { name, status: 'failed', detail };
  }
}

/** Why a section has no value: what its sources could not read, or that none of them is here. */
export function unavailableReason(outcomes: readonly SourceOutcome[], otherwise: string): string {
  const troubles = outcomes.flatMap(({ detail }) => (detail === null ? [] : [detail]));
  return troubles.length === 0 ? otherwise : troubles.join('; ').slice(0, 1024);
}
