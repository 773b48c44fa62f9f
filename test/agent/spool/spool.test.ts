import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createKey } from '../../../agent/src/identity/key-pair.ts';
import { sha256 } from '../../../agent/src/report/sha256.ts';
import { appendScan } from '../../../agent/src/spool/append-scan.ts';
import { listGaps } from '../../../agent/src/spool/gaps.ts';
import { rechain } from '../../../agent/src/spool/rechain.ts';
import { acknowledge, countWaiting, oldestMessage, reject } from '../../../agent/src/spool/settle-message.ts';
import { makeStateDirectory, openState } from '../../../agent/src/state/open-state.ts';
import { temporaryFolder } from '../../support/agent/agent-program.ts';

const AGENT = '00000000-0000-4000-8000-000000000002';
const NOW = Date.parse('2026-03-01T00:00:00Z');
const DAY = 86_400_000;
const LIMITS = { maxBytes: 1_000_000, maxAgeMs: 90 * DAY };

function openSpool() {
  const folder = temporaryFolder('spool');
  makeStateDirectory(folder);
  const key = createKey(folder);
  const db = openState(folder, new Date(NOW).toISOString());
  const scan = (mark: string, now = NOW, limits = LIMITS) =>
    appendScan(
      db,
      key,
      AGENT,
      { content: { agent: '{}', identity: JSON.stringify(mark), sections: '{}' }, now },
      limits,
    );
  return { db, key, scan, folder };
}

function drain(db: DatabaseSync) {
  const messages: { sequence: number; previousDigest: string | null; digest: string; observedAt: string }[] =
    [];
  for (let message = oldestMessage(db); message !== undefined; message = oldestMessage(db)) {
    const text = gunzipSync(message.body).toString('utf8');
    expect(message.digest).toBe(sha256(text));
    messages.push({ ...JSON.parse(text), digest: message.digest });
    acknowledge(db, message, 'https://c.example', new Date(NOW).toISOString());
  }
  return messages;
}

describe('the spool', () => {
  it('is signed anew message by message: all of a long one is more than the memory of a service', async () => {
    const { db, scan, folder } = openSpool();
    const filler = 'x'.repeat(1024 * 1024);
    for (let mark = 0; mark < 32; mark += 1) scan(`${mark} ${filler}`);
    db.close();
    const source = (path: string) => JSON.stringify(new URL(`../../../agent/src/${path}`, import.meta.url));
    const script = `
      import { readKey } from ${source('identity/key-pair.ts')};
      import { rechain } from ${source('spool/rechain.ts')};
      import { openState } from ${source('state/open-state.ts')};
      const folder = ${JSON.stringify(folder)};
      rechain(openState(folder, ''), readKey(folder), '${AGENT}', { sequence: 1000 });`;
    execFileSync(process.execPath, ['--max-old-space-size=24', '--input-type=module', '-e', script], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const again = openState(folder, '');
    const sequences = drain(again).map(({ sequence }) => sequence);
    expect(sequences).toEqual(Array.from({ length: 32 }, (_, index) => 1000 + index));
  }, 60_000);

  it('keeps the chain whole whatever happens between scans', () => {
    const { db, key, scan } = openSpool();
    const step = fc.constantFrom('scan', 'same', 'acknowledge', 'reject', 'rechain');
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        drain(db);
        let mark = 0;
        for (const name of steps) {
          const oldest = oldestMessage(db);
          if (name === 'scan') scan(`host ${++mark} ${steps.length}`);
          else if (name === 'same') scan(`host ${mark} ${steps.length}`);
          else if (name === 'rechain') rechain(db, key, AGENT);
          else if (oldest !== undefined && name === 'acknowledge') acknowledge(db, oldest, 'u', 'now');
          else if (oldest !== undefined) reject(db, oldest, { code: 'x', detail: null }, 'now');
        }
        const messages = drain(db);
        for (const [index, message] of messages.entries()) {
          const before = messages[index - 1];
          if (before === undefined) continue;
          expect(message.sequence).toBe(before.sequence + 1);
          expect(message.previousDigest).toBe(before.digest);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('drops the oldest when it is full, never the newest, and records how many of when', () => {
    const { db, scan } = openSpool();
    for (let hour = 0; hour < 10; hour += 1) scan(`host ${hour}`, NOW + hour * 3_600_000);
    const bytes = Number(db.prepare('SELECT max(length(body)) AS b FROM message').get()?.b);
    scan('host 10', NOW + 10 * 3_600_000, { ...LIMITS, maxBytes: bytes * 3 + 50 });
    expect(listGaps(db)).toMatchObject([
      {
        reason: 'spool-full',
        messages: 8,
        firstObservedAt: '2026-03-01T00:00:00.000Z',
        lastObservedAt: '2026-03-01T07:00:00.000Z',
      },
    ]);
    scan('host 11', NOW + 11 * 3_600_000, { ...LIMITS, maxBytes: 1 });
    expect(countWaiting(db)).toBe(1);
    expect(listGaps(db)).toMatchObject([{ messages: 11 }]);
    // The sequence shows the collector what is missing.
    expect(drain(db)).toMatchObject([{ sequence: 12 }]);
  });

  it('drops what is too old by time lived through, so that a leaping clock drops nothing', () => {
    const { db, scan } = openSpool();
    scan('a', NOW);
    scan('b', NOW + 400 * DAY);
    scan('c', NOW - 4_000 * DAY);
    scan('d', NOW + 4_000 * DAY);
    expect(countWaiting(db)).toBe(4);
    expect(listGaps(db)).toEqual([]);
    for (let week = 1; week <= 13; week += 1) scan(`w${week}`, NOW + (4_000 + 7 * week) * DAY);
    expect(listGaps(db)).toMatchObject([{ reason: 'too-old' }]);
  });

  it('announces the same content, and sends it whole again after a refusal', () => {
    const { db, scan } = openSpool();
    expect([scan('a'), scan('a'), scan('b'), scan('b')]).toEqual([
      'report',
      'unchanged',
      'report',
      'unchanged',
    ]);
    const oldest = oldestMessage(db);
    if (oldest !== undefined) reject(db, oldest, { code: 'x', detail: null }, 'now');
    expect(scan('b')).toBe('report');
  });

  it('refuses a state that a newer agent wrote, and touches nothing', () => {
    const { db, folder } = openSpool();
    db.exec('PRAGMA user_version = 99');
    db.close();
    expect(() => openState(folder, 'now')).toThrow(/newer agent/);
  });

  it('sets a damaged database aside', () => {
    const { db, folder } = openSpool();
    db.close();
    writeFileSync(join(folder, 'state.db'), 'garbage '.repeat(1_000));
    const fresh = openState(folder, '2026-03-01T00:00:00.000Z');
    expect(listGaps(fresh)).toMatchObject([{ reason: 'state-damaged' }]);
    fresh.close();
  });
});
