/** Primary result codes of SQLite (sqlite.org/rescode.html). */
const BUSY = 5;
const CORRUPT = 11;
const FULL = 13;
const NOT_A_DATABASE = 26;

export function isBusy(error: unknown): boolean {
  return primaryCode(error) === BUSY;
}

export function isCorrupt(error: unknown): boolean {
  const code = primaryCode(error);
  return code === CORRUPT || code === NOT_A_DATABASE;
}

export function isFull(error: unknown): boolean {
  return primaryCode(error) === FULL;
}

function primaryCode(error: unknown): number | undefined {
  const { errcode } = error as { errcode?: number };
  return errcode === undefined ? undefined : errcode & 0xff;
}
