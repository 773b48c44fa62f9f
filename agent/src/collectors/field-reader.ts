import type { SourceOutcome } from '@coreledger/shared/section.ts';
import { type Host, HostReadError } from '../host/host.ts';
import { outcomeOf } from './outcome.ts';

export interface FieldReader {
  /** A small file's text, its NULs (device tree, environ) made spaces, trimmed; null where it is absent or cannot be read. */
  text(path: string): string | null;
  /** Names in a directory; none where it is absent or cannot be read. */
  list(path: string): string[];
  /** Names of the folders in a directory; none where it is absent or cannot be read. */
  folders(path: string): readonly string[];
  /** What a read gives; null where there is nothing or it cannot be read. */
  attempt<Value>(read: () => Value): Value | null;
  /** Remembers that something was read and makes no sense. */
  fault(detail: string): void;
  /** Remembers that something is there and was not looked at, for a bound of ours. */
  passedOver(detail: string): void;
  /** Remembers what a read of another kind (registry, command) threw. */
  failedWith(error: unknown): void;
  /** `read` once anything was read, unless something was there and could not be: that comes first. */
  outcome(): SourceOutcome;
}

const MAX_FIELD_BYTES = 1024 * 1024;

/** Reads one source made of many small files, of which any may be missing, and remembers what could not be read. */
export function fieldReader(host: Host, name: string): FieldReader {
  let found = false;
  let trouble: SourceOutcome | undefined;

  function attempt<Value>(read: () => Value, otherwise: Value): Value {
    try {
      const value = read();
      found = true;
      return value;
    } catch (error) {
      failedWith(error);
      return otherwise;
    }
  }

  function failedWith(error: unknown): void {
    if (!(error instanceof HostReadError && error.failure === 'absent')) trouble ??= outcomeOf(name, error);
  }

  function remember(status: 'failed' | 'unavailable', detail: string): void {
    trouble ??= { name, status, detail: detail.slice(0, 1024).toWellFormed() };
  }

  return {
    text: (path) =>
      attempt<string | null>(() => host.readText(path, MAX_FIELD_BYTES).replaceAll('\0', ' ').trim(), null),
    list: (path) => attempt<string[]>(() => host.list(path), []),
    folders: (path) => attempt<readonly string[]>(() => host.folders(path), []),
    attempt: (read) => attempt(read, null),
    fault: (detail) => remember('failed', detail),
    passedOver: (detail) => remember('unavailable', detail),
    failedWith,
    outcome: () => trouble ?? { name, status: found ? 'read' : 'absent', detail: null },
  };
}
