import type { Collector } from './collector.ts';

/** Every collector, in the order they run: a later one sees the sections of those before it. */
export const COLLECTORS: readonly Collector[] = [];
