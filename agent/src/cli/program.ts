/** The process as a verb sees it. Time and chance are given, so that a test gives its own. */
export interface Program {
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: string;
  readonly architecture: string;
  /** Whether this process runs as root; null where that cannot be told (Windows). */
  readonly privileged: boolean | null;
  out(text: string): void;
  err(text: string): void;
  /** Everything on standard input. */
  readInput(): Promise<string>;
  /** Milliseconds since 1970. */
  now(): number;
  /** In [0, 1). */
  random(): number;
  /** Aborted by SIGTERM or SIGINT: finish what is under way and leave. */
  readonly stop: AbortSignal;
}

/** Every exit code there is: 0 done, 1 not done and why on standard error, 2 usage or settings are wrong. */
export type ExitCode = 0 | 1 | 2;

export interface Flags {
  readonly [name: string]: string | boolean | undefined;
}

export type VerbRun = (program: Program, flags: Flags, positionals: readonly string[]) => Promise<ExitCode>;

export interface Verb {
  readonly name: string;
  readonly summary: string;
  /** Arguments after the verb, as help shows them. */
  readonly usage: string;
  /** What help says below the usage. */
  readonly details: string;
  readonly options: Readonly<Record<string, VerbOption>>;
  readonly maxPositionals: number;
  /** Loaded when asked for: a scan does not pay for enrolment. */
  load(): Promise<VerbRun>;
}

export interface VerbOption {
  readonly type: 'string' | 'boolean';
  /** Placeholder of the value in help. */
  readonly value?: string;
  readonly help: string;
}
