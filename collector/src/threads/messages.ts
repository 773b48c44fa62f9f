import { AppError, type ErrorCode, type FieldError } from '../errors.ts';

/** What goes to a reader thread. */
export type ToThread =
  | {
      readonly kind: 'call';
      readonly id: number;
      readonly group: string;
      readonly name: string;
      readonly args: readonly unknown[];
    }
  | { readonly kind: 'close' };

/** What comes back from it. */
export type FromThread =
  | { readonly kind: 'ready' }
  | { readonly kind: 'answer'; readonly id: number; readonly value: unknown }
  | { readonly kind: 'fault'; readonly id: number; readonly fault: PlainFault };

/** An exception as it crosses threads: classes and causes do not. */
export interface PlainFault {
  /** null: no AppError. */
  readonly code: ErrorCode | null;
  readonly message: string;
  readonly stack: string | undefined;
  readonly errors: readonly FieldError[];
  readonly retryAfterSeconds: number | undefined;
}

export function toPlainFault(error: unknown): PlainFault {
  const { message, stack } = error instanceof Error ? error : new Error(String(error));
  const known = error instanceof AppError ? error : undefined;
  return {
    code: known?.code ?? null,
    message,
    stack,
    errors: known?.errors ?? [],
    retryAfterSeconds: known?.retryAfterSeconds,
  };
}

export function fromPlainFault({ code, message, stack, errors, retryAfterSeconds }: PlainFault): Error {
  if (code === null) return Object.assign(new Error(message), { stack });
  return new AppError(code, message, {
    errors,
    ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
  });
}
