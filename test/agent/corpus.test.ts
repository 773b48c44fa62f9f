import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { scanCorpus } from '../../agent/dev/scan-corpus.ts';
import { leaveOut } from '../support/debian-package.ts';

const half = fileURLToPath(new URL('../../../shared/corpus/dev', import.meta.url));
const scratch = mkdtempSync(join(tmpdir(), 'coreledger-score-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

interface Score {
  readonly right: number;
  readonly all: number;
  readonly table: string;
  readonly faults: readonly string[];
}

/** The corpus's own judge, over one tier. */
function score(results: string, tier: 'server' | 'stress'): Score {
  const output = execFileSync('python3', [join(half, 'score.py'), half, results, '--tier', tier, '-v'], {
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  const lines = output.split('\n').filter(Boolean);
  const faults = lines.filter((line) => line.startsWith('FAIL '));
  const rows = lines.filter((line) => !line.startsWith('FAIL '));
  const counts = rows.map((row) => /(\d+)\/(\d+)$/.exec(row)?.slice(1).map(Number) ?? [0, 0]);
  const total = (index: number) => counts.reduce((sum, count) => sum + (count[index] ?? 0), 0);
  return { right: total(0), all: total(1), table: rows.join('\n'), faults };
}

if (existsSync(join(half, 'truth.jsonl'))) {
  describe('captures of real machines', () => {
    const results = join(scratch, 'results.jsonl');

    it('are all scanned', async () => {
      const cases = readFileSync(join(half, 'truth.jsonl'), 'utf8').split('\n').filter(Boolean).length;
      expect(await scanCorpus(half, results)).toBe(cases);
    }, 240_000);

    it('give no wrong field for servers', () => {
      const { right, all, table, faults } = score(results, 'server');
      console.log(`server tier: ${right} of ${all} fields right\n${table}`);
      expect(all).toBeGreaterThan(1_000);
      expect(faults).toEqual([]);
    });

    it('give at most 2 % wrong fields for phones, boards and broken trees', () => {
      const { right, all, table, faults } = score(results, 'stress');
      console.log(`stress tier: ${right} of ${all} fields right\n${table}`);
      expect(all).toBeGreaterThan(50);
      expect(faults.length / all, faults.join('\n')).toBeLessThanOrEqual(0.02);
    });
  });
} else {
  leaveOut('captures of real machines', ['needs the corpus in ../shared/corpus/dev']);
}
