import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTestCollector, type TestCollector } from '../../support/collector/running-collector.ts';

let collector: TestCollector;
let headers: { authorization: string };

beforeAll(async () => {
  collector = await startTestCollector();
  headers = await collector.bearer('admin');
});
afterAll(() => collector.close());

it.each([
  '/v1/reports/consumption?asof=2026-01-01',
  '/v1/hosts?nmae=db',
  '/v1/aws/inventory?asof=2026-01-01',
  '/v1/aws/sources?account=111122223333',
])('a misspelt parameter is refused, not ignored: %s', async (url) => {
  const answer = await collector.app.inject({ url, headers });
  expect(answer.statusCode).toBe(400);
  const name = /\?(?<name>\w+)=/.exec(url)?.groups?.name;
  expect(answer.json().errors).toEqual([{ path: `/${name}`, message: 'is not known here' }]);
});

it('a misspelt restriction makes no join token without it', async () => {
  const payload = { uses: 5, validHours: 24, hostpattern: 'db-*' };
  const answer = await collector.app.inject({ method: 'POST', url: '/v1/tokens', headers, payload });
  expect(answer.statusCode).toBe(400);
  expect(answer.json().errors).toEqual([{ path: '/hostpattern', message: 'is not known here' }]);
  expect((await collector.app.inject({ url: '/v1/tokens', headers })).json()).toMatchObject({ items: [] });
});

it('what other programs write may say more than is read', async () => {
  const payload = { hypervisors: [], status: 'ok' };
  const answer = await collector.app.inject({
    method: 'POST',
    url: '/v1/imports/virt-who',
    headers,
    payload,
  });
  expect(answer.json().detail).toMatch(/the import places no guest/);
});
