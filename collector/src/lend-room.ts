const ROOM_BYTES = 256 * 1024;
const KEPT = 8;

/** Lends room for `bytes` while `work` runs; what it holds then is undefined. */
export type LendRoom = <Result>(bytes: number, work: (room: Buffer) => Promise<Result>) => Promise<Result>;

/** For what is needed for a moment with every report: fresh buffers become garbage much faster than they are collected. */
export function createLendRoom(): LendRoom {
  const free: Buffer[] = [];
  return async (bytes, work) => {
    if (bytes > ROOM_BYTES) return work(Buffer.allocUnsafeSlow(bytes));
    const room = free.pop() ?? Buffer.allocUnsafeSlow(ROOM_BYTES);
    try {
      return await work(room.subarray(0, bytes));
    } finally {
      if (free.length < KEPT) free.push(room);
    }
  };
}
