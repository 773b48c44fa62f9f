import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { SqliteDatabase } from '../../../collector/src/store/sqlite/open-database.ts';
import { createWriteQueue } from '../../../collector/src/store/sqlite/write-queue.ts';

let database: SqliteDatabase;
const stored = () => database.prepare('SELECT no FROM entry ORDER BY no').pluck().all();
const insert = (no: number) => () => database.prepare('INSERT INTO entry (no) VALUES (?)').run(no).changes;

beforeEach(() => {
  database = new Database(':memory:');
  database.exec('CREATE TABLE entry (no INTEGER PRIMARY KEY)');
  return () => database.close();
});

describe('a batch', () => {
  test('stores what was handed in at once and tells each its result', async () => {
    const queue = createWriteQueue(database);
    expect(await Promise.all([queue.write(insert(1)), queue.write(insert(2))])).toEqual([1, 1]);
    expect(stored()).toEqual([1, 2]);
  });

  test('loses only the write that fails, and all of that one', async () => {
    const queue = createWriteQueue(database);
    const halfDone = () => {
      insert(2)();
      throw new Error('no');
    };
    const settled = await Promise.allSettled([
      queue.write(insert(1)),
      queue.write(halfDone),
      queue.write(insert(3)),
      queue.write(insert(3)),
    ]);
    expect(settled.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'rejected']);
    expect(stored()).toEqual([1, 3]);
  });

  test('of one write that fails runs it once and stores nothing of it', async () => {
    const queue = createWriteQueue(database);
    const write = vi.fn(() => {
      insert(1)();
      throw new Error('no');
    });
    await expect(queue.write(write)).rejects.toThrow('no');
    expect(write).toHaveBeenCalledOnce();
    expect(stored()).toEqual([]);
  });

  test('that is rolled back makes its callers forget what they remembered of it, before they run again', async () => {
    const numbers = new Map<string, number>();
    const queue = createWriteQueue(database, { onRollback: () => numbers.clear() });
    /** Adds a row and remembers its number, as the dictionary of titles does. */
    const intern = (name: string) => () => {
      const known = numbers.get(name);
      if (known !== undefined) return known;
      const number = Number(database.prepare('INSERT INTO entry DEFAULT VALUES').run().lastInsertRowid);
      numbers.set(name, number);
      return number;
    };
    const failing = () => {
      intern('lost')();
      throw new Error('no');
    };
    const [first, , again] = await Promise.allSettled([
      queue.write(intern('a')),
      queue.write(failing),
      queue.write(intern('a')),
    ]);
    const told = [first, again].map((one) => (one.status === 'fulfilled' ? one.value : undefined));
    // After the failure nobody may trust a remembered number: `a` may get a second row, never one that is not stored.
    for (const number of told) expect(stored()).toContain(number);
    expect(numbers.has('lost')).toBe(false);
  });

  test('that cannot be begun waits for it once', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'coreledger-queue-'));
    const file = join(folder, 'store.sqlite');
    const statements: unknown[] = [];
    const [ours, other] = [
      new Database(file, { timeout: 10, verbose: (text) => statements.push(text) }),
      new Database(file),
    ];
    ours.exec('CREATE TABLE entry (no INTEGER PRIMARY KEY)');
    const queue = createWriteQueue(ours);
    const runs = vi.fn();
    other.exec('BEGIN IMMEDIATE');
    for (const one of await Promise.allSettled([queue.write(runs), queue.write(runs)]))
      expect(one).toMatchObject({ status: 'rejected', reason: { code: 'storage-unavailable' } });
    expect(statements.filter((text) => text === 'BEGIN IMMEDIATE')).toHaveLength(1);
    expect(runs).not.toHaveBeenCalled();
    other.exec('ROLLBACK');
    await queue.write(runs);
    expect(runs).toHaveBeenCalledOnce();
    ours.close();
    other.close();
    rmSync(folder, { recursive: true });
  });

  test('whose commit fails is refused whole, and not tried again', async () => {
    database.exec(
      'PRAGMA foreign_keys = ON; CREATE TABLE later (no REFERENCES entry DEFERRABLE INITIALLY DEFERRED)',
    );
    const forgotten = vi.fn();
    const queue = createWriteQueue(database, { onRollback: forgotten });
    const dangling = vi.fn(() => database.prepare('INSERT INTO later (no) VALUES (9)').run().changes);
    const settled = await Promise.allSettled([queue.write(insert(1)), queue.write(dangling)]);
    expect(settled.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(dangling).toHaveBeenCalledOnce();
    expect(forgotten).toHaveBeenCalled();
    expect(stored()).toEqual([]);
    expect(await queue.write(insert(2))).toBe(1);
  });

  test('that cannot be written is refused whole', async () => {
    const queue = createWriteQueue(database);
    database.pragma('query_only = 1');
    const settled = await Promise.allSettled([queue.write(insert(1)), queue.write(insert(2))]);
    for (const one of settled)
      expect(one).toMatchObject({ status: 'rejected', reason: { code: 'storage-unavailable' } });
    database.pragma('query_only = 0');
    expect(stored()).toEqual([]);
    await queue.write(insert(3));
    expect(stored()).toEqual([3]);
  });
});

test('what waits is committed by closing; later writes are refused', async () => {
  const queue = createWriteQueue(database);
  const waiting = queue.write(insert(1));
  queue.close();
  await waiting;
  expect(stored()).toEqual([1]);
  await expect(queue.write(insert(2))).rejects.toMatchObject({ code: 'storage-unavailable' });
});

test('more than the queue bears are refused with a time to wait', async () => {
  const queue = createWriteQueue(database);
  const settled = await Promise.allSettled(Array.from({ length: 2_001 }, (_, no) => queue.write(insert(no))));
  expect(settled.filter(({ status }) => status === 'fulfilled')).toHaveLength(2_000);
  expect(settled.at(-1)).toMatchObject({ reason: { code: 'overloaded', retryAfterSeconds: 5 } });
});
