import { AppError } from '../../errors.ts';

/** Where a listing goes on, and the instant that it speaks of: every page comes from the same one. */
export interface Cursor {
  readonly at: number;
  readonly knownAt: number | null;
  /** Sort key of the last row of the page before. */
  readonly after: readonly string[];
}

export function writeCursor({ at, knownAt, after }: Cursor): string {
  const text = JSON.stringify([at, knownAt, ...after]);
  const bytes = Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join('');
  return btoa(bytes).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

/** Throws AppError `bad-request` for a text that no listing gave. */
export function readCursor(text: string): Cursor {
  try {
    const bytes = Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (one) =>
      one.charCodeAt(0),
    );
    const [at, knownAt, ...after] = JSON.parse(new TextDecoder().decode(bytes)) as unknown[];
    const isKnownAt = knownAt === null || Number.isSafeInteger(knownAt);
    if (Number.isSafeInteger(at) && isKnownAt && after.every((part) => typeof part === 'string'))
      return { at: at as number, knownAt: knownAt as number | null, after: after as string[] };
  } catch {
    // Falls through: not base64url, or not JSON.
  }
  throw new AppError(
    'bad-request',
    '`after` is not a cursor of this listing: pass `next` of the page before',
  );
}
