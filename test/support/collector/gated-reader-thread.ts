/** A reader thread that stands still until the test opens its gate, as one does that computes for long. */
import { workerData } from 'node:worker_threads';

Atomics.wait(new Int32Array(workerData.gate), 0, 0);
await import('../../../collector/src/threads/reader-thread.ts');
