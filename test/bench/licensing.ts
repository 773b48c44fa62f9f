/**
 * `npm run bench:licensing`: positions of 50 licenses over fleets whose hosts have 600 titles each, recognition included.
 * Bars: under a second for 10,000 hosts; ten times the hosts in at most twelve times that. Exits 1 where a bar is missed.
 */
import { loadCatalog } from '../../collector/src/catalog/load-catalog.ts';
import { computePositions } from '../../collector/src/licensing/compute-positions.ts';
import type { HostFacts } from '../../collector/src/licensing/host-facts.ts';
import {
  assembleInstallations,
  type RecognizedEvidence,
} from '../../collector/src/licensing/recognition/installations.ts';
import { createRecognizer } from '../../collector/src/licensing/recognition/recognizer.ts';
import { AT, license, physicalHost } from '../support/licensing/build.ts';
import { LICENSED } from './collector/licensed-titles.ts';

const TITLES = 20_000;
const TITLES_OF_HOST = 600;
const LICENSES = 50;
const RUNS = 7;

const catalog = await loadCatalog();
const metrics = [...catalog.metrics.keys()];
const products = [...catalog.products.values()].filter(({ id }) => id !== 'redhat/rhel');
const dictionary = Array.from({ length: TITLES }, (_, index) => ({
  name: index < LICENSED.length ? (LICENSED[index] ?? '') : `package-${index}`,
  version: `1.${index}`,
  publisher: 'Somebody',
  source: 'dpkg',
}));
const licenses = Array.from({ length: LICENSES }, (_, index) => {
  const product = products[index % products.length];
  return license(`license-${index}`, {
    metric: metrics[index % metrics.length] ?? 'core',
    figures: { employees: 1000 },
    selectors: [{ kind: 'product', product: product?.id ?? '', editions: null, versions: null }],
    priority: index,
  });
});

/** Title numbers of one host, packed as the store has them: 600 in a row, and one licensable title on every third host. */
function titlesOf(host: number): Uint32Array {
  const start = LICENSED.length + ((host * 37) % (TITLES - TITLES_OF_HOST - LICENSED.length));
  const row = Array.from({ length: TITLES_OF_HOST }, (_, index) => start + index);
  return Uint32Array.from(host % 3 === 0 ? [host % LICENSED.length, ...row.slice(1)] : row);
}

function fleet(size: number): { readonly host: HostFacts; readonly titles: Uint32Array }[] {
  return Array.from({ length: size }, (_, index) => ({
    host: physicalHost(`host-${index}`, index % 2 === 0 ? [8, 8] : [16, 16, 16, 16]),
    titles: titlesOf(index),
  }));
}

/** Milliseconds of one computation from nothing: dictionary, hosts, positions. */
function compute(hosts: ReturnType<typeof fleet>): number {
  const started = performance.now();
  const recognizer = createRecognizer(catalog.rules);
  const recognized = new Map(
    dictionary.flatMap((title, index) => {
      const found = recognizer.title(title);
      return found.length > 0 ? [[index, found] as const] : [];
    }),
  );
  const facts = hosts.map(({ host, titles }) => {
    const found: RecognizedEvidence[] = [];
    for (const titleNo of titles) {
      const recognitions = recognized.get(titleNo);
      if (recognitions === undefined) continue;
      const evidence = {
        source: 'dpkg',
        location: '/var/lib/dpkg/status',
        text: dictionary[titleNo]?.name ?? '',
        seenAt: AT,
      };
      for (const recognition of recognitions) found.push({ recognition, instance: null, evidence });
    }
    return { ...host, installations: assembleInstallations(found) };
  });
  const report = computePositions({ hosts: facts, licenses, catalog, at: AT, configurations: [] });
  const lines = report.positions.reduce((total, position) => total + position.onPremises.lines.length, 0);
  if (lines < hosts.length / 4) throw new Error(`only ${lines} lines: the benchmark measures nothing`);
  return performance.now() - started;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;
}

function measure(size: number, runs: number): number {
  const hosts = fleet(size);
  compute(hosts.slice(0, 1000));
  return median(Array.from({ length: runs }, () => compute(hosts)));
}

const small = measure(10_000, RUNS);
const large = measure(100_000, RUNS);
const bars = [
  ['10,000 hosts × 600 titles, 50 licenses', `${small.toFixed(0)} ms`, '< 1000 ms', small < 1000],
  [
    '100,000 hosts × 600 titles, 50 licenses',
    `${large.toFixed(0)} ms`,
    `≤ 12 × that (${(large / small).toFixed(1)} ×)`,
    large <= 12 * small,
  ],
] as const;
for (const [what, figure, bar, met] of bars)
  console.log(`${met ? 'met   ' : 'MISSED'}  ${what}: ${figure}, bar ${bar}`);
process.exitCode = bars.every(([, , , met]) => met) ? 0 : 1;
