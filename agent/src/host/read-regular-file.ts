import { closeSync, constants, fstatSync, openSync, readSync, statSync } from 'node:fs';
import { HostReadError } from './host.ts';

const FIRST_READ = 16 * 1024;

/** The bytes of a regular file of at most `maxBytes`. */
export function readRegularFile(
  file: string,
  shownAs: string,
  maxBytes: number,
  follow: boolean,
): Uint8Array {
  return withRegularFile(file, shownAs, follow, (descriptor, size) => {
    if (size > maxBytes) throw tooLarge(shownAs, maxBytes);
    return readAll(descriptor, size, shownAs, maxBytes);
  });
}

/** The first bytes of a regular file of any size. */
export function readFileHead(file: string, shownAs: string, bytes: number, follow: boolean): Uint8Array {
  return withRegularFile(file, shownAs, follow, (descriptor) => {
    const buffer = Buffer.alloc(bytes);
    let length = 0;
    while (length < bytes) {
      const read = readSync(descriptor, buffer, length, bytes - length, null);
      if (read === 0) break;
      length += read;
    }
    return buffer.subarray(0, length);
  });
}

/**
 * Opens a regular file. It is looked at before it is opened, since opening alone can block (a FIFO) or act (a
 * tape, a watchdog), and again once it is open, in case it was replaced. Sizes are not believed: /proc and /sys
 * report 0 or a page, and a file may grow while it is read.
 */
function withRegularFile<Value>(
  file: string,
  shownAs: string,
  follow: boolean,
  use: (descriptor: number, size: number) => Value,
): Value {
  // Most files that are asked for are not there: that costs no exception of the system call.
  const seen = statSync(file, { throwIfNoEntry: false });
  if (seen === undefined) throw new HostReadError('absent', `${shownAs}: absent`);
  refuseUnlessFile(seen.isFile(), shownAs);
  const flags = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | (follow ? 0 : (constants.O_NOFOLLOW ?? 0));
  const descriptor = openSync(file, flags);
  try {
    const stat = fstatSync(descriptor);
    refuseUnlessFile(stat.isFile(), shownAs);
    return use(descriptor, stat.size);
  } finally {
    closeSync(descriptor);
  }
}

function readAll(descriptor: number, size: number, shownAs: string, maxBytes: number): Uint8Array {
  let buffer = Buffer.allocUnsafe(Math.max(size, size === 0 ? FIRST_READ : 0) + 1);
  let length = 0;
  for (;;) {
    const read = readSync(descriptor, buffer, length, buffer.length - length, null);
    if (read === 0) return buffer.subarray(0, length);
    length += read;
    if (length > maxBytes) throw tooLarge(shownAs, maxBytes);
    if (length === buffer.length) buffer = Buffer.concat([buffer], buffer.length * 2);
  }
}

function refuseUnlessFile(isFile: boolean, shownAs: string): void {
  if (!isFile) throw new HostReadError('not-a-file', `${shownAs}: not a regular file`);
}

function tooLarge(shownAs: string, maxBytes: number): HostReadError {
  return new HostReadError('too-large', `${shownAs}: more than ${maxBytes} bytes`);
}
