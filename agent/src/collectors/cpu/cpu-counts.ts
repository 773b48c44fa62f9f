/** What one source says of the processors that are online. Null is unknown. */
export interface CpuCounts {
  readonly sockets: number | null;
  readonly cores: number | null;
  readonly logicalProcessors: number | null;
  /** Cores of each socket, largest first. */
  readonly socketCores: readonly number[] | null;
  readonly smt: boolean | null;
}

/** One online processor is in one core of one socket and shares it with none, whatever else is unknown. */
export const SINGLE_PROCESSOR: CpuCounts = {
  sockets: 1,
  cores: 1,
  logicalProcessors: 1,
  socketCores: [1],
  smt: false,
};
