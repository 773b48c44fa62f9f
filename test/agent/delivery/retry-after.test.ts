import { expect, it } from 'vitest';
import { retryAfterMs } from '../../../agent/src/delivery/retry-after.ts';

const now = Date.parse('2026-03-01T00:00:00Z');

it.each([
  ['120', 120_000],
  [' 0 ', 0],
  ['Sun, 01 Mar 2026 00:01:00 GMT', 60_000],
  ['Sat, 28 Feb 2026 23:59:00 GMT', 0],
  ['999999999', 86_400_000],
  ['Fri, 01 Jan 2999 00:00:00 GMT', 86_400_000],
  ['-5', null],
  ['soon', null],
  ['1e9', null],
  [undefined, null],
])('%s asks to wait %s ms', (header, ms) => {
  expect(retryAfterMs(header, now)).toBe(ms);
});
