import { createHash } from 'node:crypto';

/** A host's own place within the window: always the same for one host, evenly spread over a fleet. Milliseconds. */
export function startDelayMs(hostKey: string, windowMs: number): number {
  const fraction = createHash('sha256').update(hostKey).digest().readUIntBE(0, 6) / 2 ** 48;
  return Math.floor(fraction * windowMs);
}
