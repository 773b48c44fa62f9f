import { parse } from 'csv-parse/sync';
import {
  type ImportedMachine,
  type ImportedPlacement,
  machineName,
  namesNothing,
} from '../identity/imported-placement.ts';

const COLUMNS = ['guest', 'host', 'cluster', 'host_cores', 'host_sockets', 'host_cpu'];

/**
 * Reads CSV with the columns `guest`, `host` (each a uuid or a name) and `cluster`; host or cluster may be empty. Of a host without
 * an agent `host_cores` (`32`, or `16+16` by socket), `host_sockets` and `host_cpu` (the model) may tell more. All faults at once.
 */
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
      faults: [`the first line names the columns: ${COLUMNS.join(', ')}. It says: ${header.join(', ')}`],
    };
  const faults: string[] = [];
  const placements = rows.slice(1).flatMap((row, index) => {
    const cell = (name: string) => row[header.indexOf(name)] ?? '';
    const [guest, host] = [machineName(cell('guest')), machineName(cell('host'))];
    const cluster = cell('cluster') || null;
    if (namesNothing(guest)) faults.push(`row ${index + 2}: names no guest`);
    else if (namesNothing(host) && cluster === null)
      faults.push(`row ${index + 2}: says neither host nor cluster`);
    const machine = readMachine(cell('host_cores'), cell('host_sockets'), cell('host_cpu'));
    if (typeof machine === 'string') {
      faults.push(`row ${index + 2}: ${machine}`);
      return [];
    }
    return [{ guest, host, machine, cluster }];
  });
  return faults.length > 0 ? { faults } : { placements };
}

/** A text is the fault. */
function readMachine(cores: string, sockets: string, cpu: string): ImportedMachine | null | string {
  if (cores === '' && sockets === '' && cpu === '') return null;
  if (!/^([1-9]\d{0,4}(\+[1-9]\d{0,4})*)?$/.test(cores))
    return `host_cores is a number of cores, or numbers by socket such as 16+16, not ${cores}`;
  if (!/^([1-9]\d{0,3})?$/.test(sockets)) return `host_sockets is a number of sockets, not ${sockets}`;
  const bySocket = cores === '' ? [] : cores.split('+').map(Number);
  const told = sockets === '' ? null : Number(sockets);
  const isVector = bySocket.length > 1 || told === 1;
  if (isVector && told !== null && told !== bySocket.length)
    return `host_cores tells ${bySocket.length} sockets, host_sockets ${told}`;
  return {
    sockets: isVector ? bySocket.length : told,
    cores: cores === '' ? null : bySocket.reduce((total, one) => total + one, 0),
    socketCores: isVector && cores !== '' ? bySocket : null,
    cpuModel: cpu === '' ? null : cpu,
    hypervisor: null,
    version: null,
  };
}
