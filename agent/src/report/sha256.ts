import { createHash } from 'node:crypto';

/** Hexadecimal SHA-256; text is taken as UTF-8. */
export function sha256(data: string | Uint8Array): string {
  return createHash('sha256').update(data).digest('hex');
}
