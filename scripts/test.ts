/**
 * `npm test [-- PATTERN …]`: everything CI checks. Runs the static checks (not where patterns are given), then vitest, names
 * each test that was left out and what it lacks, and closes with `N passed, N failed`. In CI a left-out test is a failure.
 * Where CORELEDGER_SOAK_MINUTES is set, a soak of that length follows the tests and counts as one of them.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

interface VitestSummary {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numFailedTestSuites: number;
}

const patterns = process.argv.slice(2);
const scratch = mkdtempSync(join(tmpdir(), 'coreledger-test-'));
const summaryFile = join(scratch, 'summary.json');
const leftOutFile = join(scratch, 'left-out.txt');

const checked = patterns.length > 0 || run('npm', ['run', '--silent', 'check']);
const tested = run(
  process.execPath,
  [vitest(), 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${summaryFile}`, ...patterns],
  { CORELEDGER_LEFT_OUT_FILE: leftOutFile },
);

const soakMinutes = process.env.CORELEDGER_SOAK_MINUTES ?? '';
const soaked =
  soakMinutes === '' ? undefined : run('npm', ['run', '--silent', 'soak', '--', '--minutes', soakMinutes]);

const summary = readSummary();
const leftOut = readLines(leftOutFile);
rmSync(scratch, { recursive: true, force: true });

for (const line of leftOut) console.log(`left out: ${line}`);
const strict = process.env.CI === 'true';
const failed =
  summary.numFailedTests + (checked ? 0 : 1) + (soaked === false ? 1 : 0) + (strict ? leftOut.length : 0);
const passed = summary.numPassedTests + (soaked === true ? 1 : 0);
// A suite that fails to load counts no failed test of its own.
const broken = !tested && summary.numFailedTests === 0 ? Math.max(1, summary.numFailedTestSuites) : 0;
if (!checked) console.log('npm run check failed: see above');
if (soaked === false) console.log('the soak failed: see above');
console.log(`${passed} passed, ${failed + broken} failed`);
process.exitCode = failed + broken > 0 ? 1 : 0;

function run(command: string, args: readonly string[], env: Record<string, string> = {}): boolean {
  return spawnSync(command, args, { stdio: 'inherit', env: { ...process.env, ...env } }).status === 0;
}

function vitest(): string {
  return new URL('../node_modules/vitest/vitest.mjs', import.meta.url).pathname;
}

function readSummary(): VitestSummary {
  try {
    return JSON.parse(readFileSync(summaryFile, 'utf8'));
  } catch {
    return { numPassedTests: 0, numFailedTests: 0, numFailedTestSuites: 1 };
  }
}

function readLines(file: string): string[] {
  try {
    return [...new Set(readFileSync(file, 'utf8').split('\n').filter(Boolean))].sort();
  } catch {
    return [];
  }
}
