import type { TableRow, TableVersion } from '../catalog.ts';
import type { HostFacts } from '../host-facts.ts';
import { socketCount, socketVector } from '../topology-bounds.ts';

/** Finds a host's row in a table by its processor: patterns over `model`, `vendor`, `architecture`, `sockets`, `coresPerSocket`. */
export function createProcessorLookup(table: TableVersion | null): (host: HostFacts) => TableRow | null {
  const rows = (table?.rows ?? []).map((row) => ({
    row,
    tests: Object.entries(row.match).map(([field, pattern]) => ({
      field,
      pattern: new RegExp(pattern, 'iu'),
    })),
  }));
  const answers = new Map<string, TableRow | null>();
  return (host) => {
    const fields = processorFields(host);
    const key = JSON.stringify(fields);
    let answer = answers.get(key);
    if (answer === undefined) {
      answer =
        rows.find(({ tests }) => tests.every(({ field, pattern }) => pattern.test(fields[field] ?? '')))
          ?.row ?? null;
      answers.set(key, answer);
    }
    return answer;
  };
}

function processorFields({ topology }: HostFacts): Readonly<Record<string, string>> {
  const vector = socketVector(topology);
  const same = vector?.every((one) => one === vector[0]) === true;
  return {
    model: topology.cpuModel ?? '',
    vendor: topology.cpuVendor ?? '',
    architecture: topology.architecture ?? '',
    sockets: String(socketCount(topology) ?? ''),
    coresPerSocket: same ? String(vector?.[0]) : '',
  };
}

export function integerValue(row: TableRow | null, name: string): number | null {
  const value = row?.values[name];
  return typeof value === 'number' ? value : null;
}
