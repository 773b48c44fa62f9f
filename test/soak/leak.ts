/** One look at the collector: when (milliseconds), resident memory, open files. */
export interface Usage {
  readonly at: number;
  readonly rssMiB: number;
  readonly files: number;
}

export interface Growth {
  readonly minutes: number;
  /** By the slope of the lower envelope, over the whole time looked at. */
  readonly rssMiB: number;
  readonly files: number;
}

const WARM_UP_SHARE = 0.3;
const BUCKETS = 8;
const LEAST_LOOKS = BUCKETS * 4;

/**
 * Growth after warm-up. The lowest look of each of eight spans counts, since garbage comes and goes; undefined where the
 * time was too short to tell.
 */
export function growthOf(looks: readonly Usage[]): Growth | undefined {
  const [first, last] = [looks[0]?.at ?? 0, looks.at(-1)?.at ?? 0];
  const from = first + (last - first) * WARM_UP_SHARE;
  const warm = looks.filter(({ at }) => at >= from);
  if (warm.length < LEAST_LOOKS) return undefined;
  const span = (last - from) / BUCKETS;
  const buckets = Array.from({ length: BUCKETS }, (_, no) =>
    warm.filter(({ at }) => at >= from + no * span && at <= from + (no + 1) * span),
  ).filter((bucket) => bucket.length > 0);
  const slope = (of: (look: Usage) => number) =>
    slopeOf(buckets.map((bucket) => Math.min(...bucket.map(of))));
  return {
    minutes: (last - from) / 60_000,
    rssMiB: slope(({ rssMiB }) => rssMiB) * (buckets.length - 1),
    files: slope(({ files }) => files) * (buckets.length - 1),
  };
}

/** Least squares over the index. */
function slopeOf(values: readonly number[]): number {
  const middle = (values.length - 1) / 2;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  let [rise, run] = [0, 0];
  for (const [index, value] of values.entries()) {
    rise += (index - middle) * (value - mean);
    run += (index - middle) ** 2;
  }
  return run === 0 ? 0 : rise / run;
}
