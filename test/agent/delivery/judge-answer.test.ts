import { expect, it } from 'vitest';
import { judgeAnswer } from '../../../agent/src/delivery/judge-answer.ts';

function answer(status: number, body: object | string = '', headers: Record<string, string> = {}) {
  const json = typeof body === 'object';
  const type = json ? 'application/problem+json' : 'text/html';
  return {
    kind: 'answer' as const,
    status,
    headers: { 'content-type': type, ...headers },
    body: json ? JSON.stringify(body) : body,
  };
}

it.each([202, 200])('takes %i as acknowledged', (status) => {
  expect(judgeAnswer(answer(status, {}), 0).kind).toBe('accepted');
});

it.each([408, 425, 429, 500, 502, 503, 504])('tries again later after %i', (status) => {
  expect(judgeAnswer(answer(status, 'busy', { 'retry-after': '7' }), 0)).toEqual({
    kind: 'later',
    why: String(status),
    afterMs: 7_000,
  });
});

it.each([401, 403, 404])('keeps the report where the host or the address is what is wrong: %i', (status) => {
  expect(judgeAnswer(answer(status, { code: 'unauthenticated', detail: 'no such key' }), 0)).toEqual({
    kind: 'held',
    why: `${status} unauthenticated: no such key`,
  });
});

it.each([400, 413, 422])('takes a problem document with %i for a refusal for good', (status) => {
  expect(judgeAnswer(answer(status, { code: 'invalid-report', detail: 'x' }), 0)).toEqual({
    kind: 'refused',
    code: 'invalid-report',
    detail: 'x',
  });
});

it('does not lose a report to the error page of a proxy, a redirect or a code that is no text', () => {
  for (const page of [
    answer(400, '<html>'),
    answer(302, ''),
    answer(422, { code: 5 }),
    answer(400, '{', { 'content-type': 'application/json' }),
  ])
    expect(judgeAnswer(page, 0).kind).toBe('held');
});

it('tells a chain that went on elsewhere and a notice that cannot be placed from refusals', () => {
  expect(judgeAnswer(answer(409, { code: 'content-unknown' }), 0).kind).toBe('content-unknown');
  const replayed = answer(409, { code: 'replayed' }, { 'coreledger-sequence': '41' });
  expect(judgeAnswer(replayed, 0)).toEqual({ kind: 'replayed', lastSequence: 41 });
});
