import { parse } from 'csv-parse/sync';
import { type ImportedPlacement, machineName, namesNothing } from '../identity/imported-placement.ts';

const COLUMNS = ['guest', 'host', 'cluster'];

/** Reads CSV with the columns `guest`, `host` (each a uuid or a name) and `cluster`; host or cluster may be empty. All faults at once. */
export function readPlacementsCsv(
  text: string,
): { readonly placements: readonly ImportedPlacement[] } | { readonly faults: readonly string[] } {
  let rows: string[][];
  try {
    rows = parse(text, { bom: true, trim: true, skip_empty_lines: true, relax_column_count: true });
  } catch (error) {
    return { faults: [(error as Error).message] };
  }
  const header = (rows[0] ?? []).map((name) => name.toLowerCase());
  const unknown = header.filter((name) => !COLUMNS.includes(name));
  if (unknown.length > 0 || !header.includes('guest') || new Set(header).size !== header.length)
    return {
      faults: [`the first line names the columns: guest, host, cluster. It says: ${header.join(', ')}`],
    };
  const faults: string[] = [];
  const placements = rows.slice(1).flatMap((row, index) => {
    const cell = (name: string) => row[header.indexOf(name)] ?? '';
    const [guest, host] = [machineName(cell('guest')), machineName(cell('host'))];
    const cluster = cell('cluster') || null;
    if (namesNothing(guest)) faults.push(`row ${index + 2}: names no guest`);
    else if (namesNothing(host) && cluster === null)
      faults.push(`row ${index + 2}: says neither host nor cluster`);
    return [{ guest, host, cluster }];
  });
  return faults.length > 0 ? { faults } : { placements };
}
