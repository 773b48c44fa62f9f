/** A report of some 1,000 titles. */
const ROOM_BYTES = 256 * 1024;

/** Lends room for `bytes` while `work` runs, in turn; what it holds then is undefined. */
export type LendRoom = <Result>(bytes: number, work: (room: Buffer) => Promise<Result>) => Promise<Result>;

/**
 * For what is needed for a moment with every report: fresh buffers become garbage much faster than they are collected.
 * `rooms`: how many are lent at once; who comes then waits.
 */
export function createLendRoom(rooms: number): LendRoom {
  const free: Buffer[] = [];
  const waiting: (() => void)[] = [];
  let lent = 0;

  return async (bytes, work) => {
    if (lent === rooms) await new Promise<void>((resolve) => waiting.push(resolve));
    else lent++;
    const room = bytes > ROOM_BYTES ? undefined : (free.pop() ?? Buffer.allocUnsafeSlow(ROOM_BYTES));
    try {
      return await work(room?.subarray(0, bytes) ?? Buffer.allocUnsafeSlow(bytes));
    } finally {
      if (room !== undefined) free.push(room);
      const next = waiting.shift();
      if (next === undefined) lent--;
      else next();
    }
  };
}
