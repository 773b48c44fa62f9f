import type { Readable, Writable } from 'node:stream';

/** What a command may use of the process, so that tests can give their own. */
export interface Terminal {
  readonly out: Writable;
  readonly err: Writable;
  readonly in: Readable;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Resolves on the first SIGINT or SIGTERM; a command that never asks for it is ended by them. */
  readonly interrupted: Promise<string>;
}

/** One command of `coreledger`. Throws AppError; the dispatcher prints it and decides the exit code. */
export interface Command {
  /** As typed: `token create`. */
  readonly name: string;
  readonly summary: string;
  readonly help: string;
  run(args: readonly string[], terminal: Terminal): Promise<number>;
}

export class UsageError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'UsageError';
  }
}

/** Names come from machines that others control: no control character of theirs reaches the terminal. */
export function line(stream: Writable, text = ''): void {
  stream.write(`${text.replaceAll(/(?![\n\t])\p{Cc}/gu, '·')}\n`);
}
