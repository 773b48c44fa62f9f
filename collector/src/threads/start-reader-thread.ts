import { Worker } from 'node:worker_threads';
import type { ReaderSettings } from '../compose-readers.ts';

/** The entry stands beside this file, as source or compiled. */
const ENTRY = new URL(`./reader-thread.${import.meta.url.endsWith('.ts') ? 'ts' : 'js'}`, import.meta.url);

/**
 * A thread beyond it fails by itself, not the collector with it. This one is five times what is in use of two answers
 * about a hundred thousand hosts.
 */
const HEAP_MB = 768;
const YOUNG_MB = 16;

export function startReaderThread(settings: ReaderSettings): Worker {
  return new Worker(ENTRY, {
    workerData: settings,
    execArgv: [],
    name: 'reader',
    resourceLimits: { maxOldGenerationSizeMb: HEAP_MB, maxYoungGenerationSizeMb: YOUNG_MB },
  });
}
