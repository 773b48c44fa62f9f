#!/usr/bin/env node
import { scanCorpus } from './scan-corpus.ts';

// The agent with one verb more, for tests and judges: `scan-corpus HALF OUT.jsonl`. Not part of what is shipped.
const [verb, half, output] = process.argv.slice(2);
if (verb !== 'scan-corpus') {
  await import('../src/main.ts');
} else if (half === undefined || output === undefined) {
  process.stderr.write('usage: scan-corpus HALF OUT.jsonl\n');
  process.exitCode = 2;
} else {
  process.stdout.write(`${await scanCorpus(half, output)} cases scanned\n`);
}
