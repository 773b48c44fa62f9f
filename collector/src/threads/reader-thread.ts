/** Entry of a reader thread: the readers over a read-only connection of its own. */
import { parentPort, workerData } from 'node:worker_threads';
import { createReaders } from '../services/readers.ts';
import { openSqliteReader } from '../store/sqlite/sqlite-stores.ts';
import { type FromThread, type ToThread, toPlainFault } from './messages.ts';
import type { ThreadData } from './start-reader-thread.ts';

if (parentPort === null) throw new Error('this file is the entry of a thread');
const port = parentPort;
const { dataDir, settings } = workerData as ThreadData;
const stores = openSqliteReader(dataDir);
const clock = { now: () => Date.now() };
const readers = createReaders({ ...settings, stores, clock }) as unknown as Record<
  string,
  Record<string, (...args: readonly unknown[]) => Promise<unknown>>
>;

function tell(message: FromThread): void {
  port.postMessage(message);
}

async function answer({ id, group, name, args }: Extract<ToThread, { kind: 'call' }>): Promise<void> {
  try {
    const call = readers[group]?.[name];
    if (call === undefined) throw new Error(`no reader ${group}.${name}`);
    tell({ kind: 'answer', id, value: await call(...args) });
  } catch (error) {
    tell({ kind: 'fault', id, fault: toPlainFault(error) });
  }
}

port.on('message', (message: ToThread) => {
  if (message.kind === 'call') void answer(message);
  else {
    port.close();
    stores.close();
  }
});
tell({ kind: 'ready' });
