import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createQuota, type Quota } from '../../../collector/src/services/quota.ts';

const AT = 1_780_000_000_000;

function passes(quota: Quota, key: string, at: number): boolean {
  try {
    quota.charge(key, at);
    return true;
  } catch {
    return false;
  }
}

it('gives a burst at once and then so many a second, as a bucket counted out does', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 20 }),
      fc.constantFrom(0.5, 1, 4),
      fc.array(fc.integer({ min: 0, max: 8 }), { maxLength: 200 }),
      (burst, perSecond, steps) => {
        const quota = createQuota({ burst, perSecond, refusal: 'too much' });
        let [at, left] = [AT, burst];
        for (const step of steps) {
          at += step * 250;
          left = Math.min(burst, left + step * 0.25 * perSecond);
          const expected = left >= 1;
          if (expected) left -= 1;
          expect(passes(quota, 'one', at)).toBe(expected);
        }
      },
    ),
  );
});

it('keeps what is used up of one sender while a hundred thousand others come and go', () => {
  const quota = createQuota({ burst: 3, perSecond: 0.001, refusal: 'too much' });
  for (let time = 0; time < 3; time++) expect(passes(quota, 'loud', AT)).toBe(true);
  for (let no = 0; no < 100_000; no++) expect(passes(quota, `other ${no}`, AT + no)).toBe(true);
  expect(() => quota.check('loud', AT + 100_000)).toThrow('too much');
});

it('lets nobody wait for a clock that ran ahead', () => {
  const quota = createQuota({ burst: 3, perSecond: 1, refusal: 'too much' });
  for (let time = 0; time < 3; time++) passes(quota, 'one', AT + 86_400_000);
  expect(passes(quota, 'one', AT)).toBe(true);
});

it('says when to come again', () => {
  const quota = createQuota({ burst: 200, perSecond: 1, refusal: 'too much' });
  for (let time = 0; time < 200; time++) quota.charge('one', AT);
  expect(() => quota.charge('one', AT)).toThrow(expect.objectContaining({ retryAfterSeconds: 50 }));
});
