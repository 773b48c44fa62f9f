import { Worker } from 'node:worker_threads';
import type { ReaderSettings } from '../services/readers.ts';

/** What a reader thread is given at its start. */
export interface ThreadData {
  readonly dataDir: string;
  readonly settings: ReaderSettings;
}

/** The entry stands beside this file, as source or compiled. */
const ENTRY = new URL(`./reader-thread.${import.meta.url.endsWith('.ts') ? 'ts' : 'js'}`, import.meta.url);

/**
 * A thread beyond it fails by itself, not the collector with it. This one is five times what is in use of two answers
 * about a hundred thousand hosts.
 */
const HEAP_MB = 512;
const YOUNG_MB = 16;

export function startReaderThread(data: ThreadData): Worker {
  return new Worker(ENTRY, {
    workerData: data,
    execArgv: [],
    name: 'reader',
    resourceLimits: { maxOldGenerationSizeMb: HEAP_MB, maxYoungGenerationSizeMb: YOUNG_MB },
  });
}
