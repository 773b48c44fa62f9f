import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTestCollector, type TestCollector } from '../../support/collector/running-collector.ts';
import { hostReport, request } from '../../support/collector/test-agent.ts';
import { seeded } from '../../support/seeded.ts';

const SEED = 20_261_124;
const ROUNDS = 600;

let collector: TestCollector;
beforeAll(async () => {
  collector = await startTestCollector();
});
afterAll(() => collector.close());

const VALUES: readonly unknown[] = [
  null,
  true,
  -1,
  0,
  1.5,
  2 ** 53,
  1e308,
  '',
  ' ',
  '\u0000',
  '\u2028',
  'x'.repeat(2_000),
  '__proto__',
  [],
  {},
  [[]],
  [null],
  { status: 'present' },
  { constructor: {} },
  '2026-13-45T99:99:99Z',
  'coreledger/host-report/1.0',
];

it('no mutation of a signed report fails the collector', async () => {
  const { next: random, pick } = seeded(SEED);
  let agent = await collector.enrolled();
  const seen = new Map<number, number>();

  function mutate(value: unknown): unknown {
    if (value === null || typeof value !== 'object' || random() < 0.15) return pick(VALUES);
    if (Array.isArray(value)) {
      if (value.length === 0 || random() < 0.2) return [...value, pick(VALUES)];
      const index = Math.floor(random() * value.length);
      return random() < 0.2 ? value.toSpliced(index, 1) : value.with(index, mutate(value[index]));
    }
    const entries = Object.entries(value);
    if (entries.length === 0 || random() < 0.1) return { ...value, [String(pick(VALUES))]: pick(VALUES) };
    const [key, inner] = pick(entries);
    if (random() < 0.1) return Object.fromEntries(entries.filter(([name]) => name !== key));
    return { ...value, [key]: mutate(inner) };
  }

  for (let round = 0; round < ROUNDS; round++) {
    if (round % 100 === 99) agent = await collector.enrolled(`fuzz${round}`);
    const report = { ...hostReport(), agentId: agent.agentId, sequence: round + 1 };
    const message = agent.sign(mutate(report) as object);
    const body = Buffer.from(message.bytes);
    if (random() < 0.1) body[Math.floor(random() * body.length)] = Math.floor(random() * 256);
    const response = await collector.app.inject(request('/v1/agent/reports', { ...message, bytes: body }));
    seen.set(response.statusCode, (seen.get(response.statusCode) ?? 0) + 1);
    if (response.statusCode >= 500 || (response.statusCode !== 202 && response.json().code === undefined)) {
      expect.fail(
        `seed ${SEED}, round ${round}: ${response.statusCode} ${response.body}\n${body.toString()}`,
      );
    }
  }
  expect(seen.get(400) ?? 0).toBeGreaterThan(ROUNDS / 4);
  const honest = await collector.enrolled('honest');
  expect((await collector.app.inject(request('/v1/agent/reports', honest.report()))).statusCode).toBe(202);
  expect((await collector.collector.services.maintenance.inspect()).damage).toEqual([]);
});
