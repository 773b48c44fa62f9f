import { Worker } from 'node:worker_threads';
import type { ReaderSettings } from '../compose-readers.ts';

/** The entry stands beside this file, as source or compiled. */
const ENTRY = new URL(`./reader-thread.${import.meta.url.endsWith('.ts') ? 'ts' : 'js'}`, import.meta.url);

export function startReaderThread(settings: ReaderSettings): Worker {
  return new Worker(ENTRY, { workerData: settings, execArgv: [], name: 'reader' });
}
