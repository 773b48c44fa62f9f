import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { runProgram } from '../demo/program.ts';
import { startTestCollector } from '../support/collector/running-collector.ts';
import { contentDigestOf, request } from '../support/collector/test-agent.ts';
import { createJournal } from './journal.ts';
import { growthOf } from './leak.ts';
import { verifyStore } from './verify-store.ts';

const MAIN = fileURLToPath(new URL('main.ts', import.meta.url));

it('a short soak keeps every promise', async () => {
  const { code, out, err } = await runProgram(
    process.execPath,
    MAIN,
    ['--minutes', '0.35', '--seed', '20261124'],
    process.env,
  );
  expect({ code, err }, out).toEqual({ code: 0, err: '' });
  for (const what of ['collectors killed', 'episodes of a full disk', 'backups', 'held against the store'])
    expect(out).toMatch(new RegExp(`[1-9]\\d*  ${what}|[1-9]\\d*  .*${what}`));
}, 300_000);

it('says what is wrong with its arguments', async () => {
  for (const args of [
    ['--minutes', 'ten'],
    ['--minutes', '0'],
    ['--sed', '1'],
  ]) {
    const { code, err } = await runProgram(process.execPath, MAIN, args, process.env);
    expect([code, err]).toEqual([2, expect.stringContaining('usage: npm run soak')]);
  }
});

it('the reckoning finds a report that is not there, a message that never came, and a tag that was lost', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'coreledger-reckoning-'));
  const collector = await startTestCollector('', folder);
  const agent = await collector.enrolled();
  const report = agent.report();
  const { reportId } = JSON.parse(report.bytes.toString());
  await collector.app.inject(request('/v1/agent/reports', report));
  await collector.app.inject(request('/v1/agent/unchanged', agent.notice(contentDigestOf(report))));
  await collector.app.close();
  await collector.collector.close();

  const state = { agentId: agent.agentId, waiting: 0, gaps: 0, rejected: 0, bytes: 0 };
  const found = async (acknowledged: [string, string][], sequence: number, tags: [string, string][]) => {
    const journal = createJournal(() => undefined);
    const agents = new Map([['db01', { ...state, sequence }]]);
    const tagged = new Map([[agent.hostId, new Map(tags)]]);
    await verifyStore(folder, { acknowledged: new Map(acknowledged), agents, tagged }, journal);
    return journal.violations.join('\n');
  };
  expect(await found([[reportId, report.digest]], 2, [])).toBe('');
  expect(await found([['00000000-0000-4000-8000-000000000000', report.digest]], 2, [])).toMatch(/not stored/);
  expect(await found([[reportId, '0'.repeat(64)]], 2, [])).toMatch(/does not rebuild/);
  expect(await found([], 3, [])).toMatch(/signed 3 messages, the collector has seen 2/);
  expect(await found([], 2, [['a', 'b']])).toMatch(/tag a .* is undefined/);
  rmSync(folder, { recursive: true, force: true });
});

it('growth is the slope of the lower envelope after warm-up', () => {
  const looks = (rss: (second: number) => number, files: (second: number) => number = () => 20) =>
    Array.from({ length: 240 }, (_, second) => ({
      at: second * 1_000,
      rssMiB: rss(second),
      files: files(second),
    }));
  const saw = (second: number) => (second % 7) * 12;
  expect(growthOf(looks((second) => 150 + saw(second)))?.rssMiB).toBeCloseTo(0, 0);
  expect(growthOf(looks((second) => Math.min(second, 60) + saw(second)))?.rssMiB).toBeCloseTo(0, 0);
  const leaking = growthOf(looks((second) => 150 + second / 2 + saw(second)));
  expect(leaking?.rssMiB).toBeGreaterThan(60);
  expect(leaking?.minutes).toBeCloseTo(2.8, 1);
  expect(
    growthOf(
      looks(
        () => 150,
        (second) => 20 + second / 6,
      ),
    )?.files,
  ).toBeGreaterThan(20);
  expect(growthOf(looks(() => 150).slice(0, 20))).toBeUndefined();
});
