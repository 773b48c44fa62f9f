import { Agent, request } from 'node:https';
import { setTimeout } from 'node:timers/promises';
import type { Target } from './connection.ts';
import type { Figures } from './figures.ts';

const REPORT = '/v1/reports/consumption';
const SEARCH = '/v1/titles?name=bash';
const PAUSE_MS = 250;

/**
 * Consumption report and title search, asked again and again while `ingest` runs, over HTTP as an operator does. Before that the first
 * report, which computes what the others are answered from.
 */
export async function readBesideIngest(
  { url, ca }: Target,
  key: string,
  ingest: () => Promise<unknown>,
  figures: Figures,
): Promise<void> {
  const agent = new Agent({ keepAlive: true, ca });

  function ask(path: string): Promise<number> {
    const from = performance.now();
    return new Promise((resolve, reject) => {
      const headers = { authorization: `Bearer ${key}` };
      const asked = request(`${url}${path}`, { agent, headers }, (response) => {
        response.resume();
        response.on('end', () => {
          if (response.statusCode === 200) resolve(performance.now() - from);
          else reject(new Error(`${path}: ${response.statusCode}`));
        });
      });
      asked.on('error', reject);
      asked.end();
    });
  }

  figures.add('consumption report, the first', await ask(REPORT), 'ms');
  await ask(SEARCH);
  const [reports, searches]: [number[], number[]] = [[], []];
  let ended = false;
  const load = ingest().finally(() => {
    ended = true;
  });
  while (!ended) {
    reports.push(await ask(REPORT));
    searches.push(await ask(SEARCH));
    await setTimeout(PAUSE_MS);
  }
  await load;
  agent.destroy();
  figures.add(`consumption report beside ingest, ${reports.length} times: p95`, p95(reports), 'ms', {
    atMost: 300,
  });
  figures.add('hosts with a title beside ingest: p95', p95(searches), 'ms', { atMost: 100 });
}

export function p95(times: readonly number[]): number {
  return times.toSorted((a, b) => a - b)[Math.ceil(times.length * 0.95) - 1] ?? Number.NaN;
}
