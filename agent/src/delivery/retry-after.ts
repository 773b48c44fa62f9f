const CAP_MS = 24 * 3_600_000;

/** Milliseconds that a `Retry-After` header (seconds or HTTP date) asks to wait, at most a day; null where it says nothing usable. */
export function retryAfterMs(header: string | undefined, now: number): number | null {
  if (header === undefined) return null;
  const text = header.trim();
  if (/^\d{1,9}$/.test(text)) return Math.min(Number(text) * 1000, CAP_MS);
  const date = /^[A-Z][a-z]{2},? /.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(date) ? null : Math.min(Math.max(0, date - now), CAP_MS);
}
