import { HostReadError, type HostReadFailure } from './host.ts';

/** The port's error for what a system call said. `path` is the path as the collector asked for it. */
export function readFailure(error: unknown, path: string): HostReadError {
  if (error instanceof HostReadError) return error;
  const code = (error as NodeJS.ErrnoException)?.code;
  return new HostReadError(failureOf(code), `${path}: ${code ?? String(error)}`);
}

function failureOf(code: string | undefined): HostReadFailure {
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return 'absent';
    case 'EACCES':
    case 'EPERM':
      return 'denied';
    case 'EISDIR':
      return 'not-a-file';
    default:
      return 'failed';
  }
}
