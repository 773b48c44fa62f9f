/** Closed list of error codes. The HTTP status and exit code of each are decided in `http/plugins/problems.ts` and `cli/`. */
export type ErrorCode =
  | 'bad-request'
  | 'invalid-report'
  | 'unsupported-schema'
  | 'too-large'
  | 'unauthenticated'
  | 'bad-signature'
  | 'forbidden'
  | 'not-found'
  | 'conflict'
  | 'replayed'
  | 'content-unknown'
  | 'rate-limited'
  | 'overloaded'
  | 'storage-unavailable'
  | 'invalid-config'
  | 'aws-unavailable'
  | 'aws-denied'
  | 'unsupported'
  | 'internal';

export interface FieldError {
  readonly path: string;
  readonly message: string;
}

/** The one exception of the collector: a code of the closed union, a detail for people, faults by path. */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly errors: readonly FieldError[];
  readonly retryAfterSeconds: number | undefined;
  /** With `replayed`: the last sequence accepted of the agent. */
  readonly lastSequence: number | undefined;

  constructor(
    code: ErrorCode,
    detail: string,
    options: {
      errors?: readonly FieldError[];
      retryAfterSeconds?: number;
      lastSequence?: number;
      cause?: unknown;
    } = {},
  ) {
    super(detail, { cause: options.cause });
    this.name = 'AppError';
    this.code = code;
    this.errors = options.errors ?? [];
    this.retryAfterSeconds = options.retryAfterSeconds;
    this.lastSequence = options.lastSequence;
  }
}
