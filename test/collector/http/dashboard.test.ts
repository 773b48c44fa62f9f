import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestCollector, type TestCollector } from '../../support/collector/running-collector.ts';

let collector: TestCollector;

beforeAll(async () => {
  collector = await startTestCollector();
});

afterAll(() => collector.close());

describe('the dashboard', () => {
  it('is served with everything it loads, and may run nothing else', async () => {
    const page = await collector.app.inject('/');
    expect(page.statusCode).toBe(200);
    expect(page.headers['content-security-policy']).toContain("script-src 'self'");
    const loaded = [...page.body.matchAll(/(?:src|href)="(dashboard\.[a-z]+)"/g)].map((match) => match[1]);
    expect(loaded).toEqual(['dashboard.css', 'dashboard.js']);
    for (const file of loaded) {
      const answer = await collector.app.inject(`/${file}`);
      expect(answer.statusCode).toBe(200);
      expect(answer.headers['cache-control']).toBe('public, max-age=0');
      const again = { url: `/${file}`, headers: { 'if-none-match': answer.headers.etag } };
      expect((await collector.app.inject(again)).statusCode).toBe(304);
    }
  });

  it('hides no route of the API and no problem document', async () => {
    expect((await collector.app.inject('/v1/hosts')).statusCode).toBe(401);
    expect((await collector.app.inject('/no-such-thing')).json().code).toBe('not-found');
    expect((await collector.app.inject('/../package.json')).statusCode).toBe(404);
  });
});
