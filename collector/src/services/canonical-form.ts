/** What `JSON.stringify` makes of half a surrogate pair. RFC 8785 refuses it, and UTF-8 cannot write it. */
const HALF_A_PAIR = /(?<!\\)(?:\\\\)*\\ud[89a-f]/;

/**
 * Whether `text` is the canonical JSON (RFC 8785) of `value`, which was parsed from it. That refuses duplicate keys, stray
 * white space and alternative escapes at one stroke: what is stored can be written again byte for byte.
 */
export function isCanonical(text: string, value: unknown): boolean {
  return JSON.stringify(value) === text && hasSortedKeys(value) && isWellFormed(text);
}

function isWellFormed(text: string): boolean {
  return !text.includes('\\ud') || !HALF_A_PAIR.test(text);
}

function hasSortedKeys(value: unknown): boolean {
  if (value === null || typeof value !== 'object') return true;
  if (Array.isArray(value)) return value.every(hasSortedKeys);
  let previous = '';
  let first = true;
  for (const key in value) {
    if (!first && key <= previous) return false;
    first = false;
    previous = key;
    if (!hasSortedKeys((value as Record<string, unknown>)[key])) return false;
  }
  return true;
}
