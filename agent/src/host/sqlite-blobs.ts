import { statSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import { HostReadError } from './host.ts';

const MAX_BYTES = 1024 ** 3;

/**
 * What a query of one column gives from a database of which nothing is written, no lock and no shared-memory file: evidence stays as
 * it is. Where a write-ahead log holds changes that the file lacks, that would be the past, so it is refused.
 */
export function sqliteBlobs(file: string, shownAs: string, query: string): Uint8Array[] {
  const stat = statSync(file);
  if (!stat.isFile()) throw new HostReadError('not-a-file', `${shownAs}: not a regular file`);
  if (stat.size > MAX_BYTES) throw new HostReadError('too-large', `${shownAs}: more than ${MAX_BYTES} bytes`);
  const log = statSync(`${file}-wal`, { throwIfNoEntry: false });
  if (log !== undefined && log.size > 0) {
    throw new HostReadError('failed', `${shownAs}: has a write-ahead log that its program must merge first`);
  }
  const uri = pathToFileURL(file);
  uri.searchParams.set('immutable', '1');
  uri.searchParams.set('mode', 'ro');
  const database = new DatabaseSync(uri, { readOnly: true });
  try {
    const rows = database.prepare(query).all();
    return rows.flatMap((row) => Object.values(row).filter((value) => value instanceof Uint8Array));
  } catch (error) {
    throw new HostReadError(
      'failed',
      `${shownAs}: ${error instanceof Error ? error.message : String(error)}`,
    );
  } finally {
    database.close();
  }
}
