import { AppError } from '../errors.ts';
import type { Aws, AwsReader, AwsSource } from '../ports/aws.ts';
import type { AwsStore, AwsUnit, SyncRun } from '../ports/aws-store.ts';
import type { Clock } from '../ports/clock.ts';
import type { Page, PageRequest } from '../ports/page.ts';
import type { Random } from '../ports/random.ts';
import { forEachLimited } from './for-each-limited.ts';
import { syncScope } from './sync-scope.ts';
import { isAwsFailure, type UnitOutcome } from './sync-unit.ts';

/** A source and Region that could not even say which account it is. */
export interface ScopeFailure {
  readonly source: string;
  readonly region: string;
  /** As last known; null where it never answered. */
  readonly account: string | null;
  readonly error: string;
}

export interface SyncReport {
  readonly runId: string;
  readonly startedAt: number;
  readonly finishedAt: number;
  /** The unfinished run that this one went on with. */
  readonly resumed: string | null;
  readonly complete: number;
  readonly failed: number;
  readonly skipped: number;
  readonly unreachable: readonly ScopeFailure[];
  readonly units: readonly UnitOutcome[];
}

export interface SyncRequest {
  readonly actor: string;
  /** Names of sources; all where left out. */
  readonly sources?: readonly string[] | undefined;
}

export interface SyncAws {
  /** Reads AWS into the store. One at a time: a call during a run gives that run's report. */
  run(request: SyncRequest): Promise<SyncReport>;
  /**
   * For good, before the store is closed: a run under way ends at once, with AppError `storage-unavailable`. What it read is kept, nothing
   * is marked as failed, and the next program's run goes on with it.
   */
  cutOff(): void;
  runs(page: PageRequest): Promise<Page<SyncRun>>;
}

interface Parts {
  readonly aws: Aws;
  readonly store: AwsStore;
  readonly clock: Clock;
  readonly random: Random;
  readonly inventoryTypes: readonly string[];
  /** Accounts and Regions read at the same time. */
  readonly concurrency: number;
}

/** A run that was cut off is gone on with for this long; later, what it read is too old to be called part of this one. */
const RESUME_WITHIN_MS = 3_600_000;

export function createSyncAws(parts: Parts): SyncAws {
  let running: Promise<SyncReport> | undefined;
  const stop = new AbortController();
  const cut = new Promise<never>((_, reject) => {
    stop.signal.addEventListener('abort', () => reject(stop.signal.reason), { once: true });
  });
  // Where nothing runs, nobody hears of it.
  cut.catch(() => undefined);
  return {
    run(request) {
      running ??= Promise.race([runOnce(parts, request, stop.signal), cut]).finally(() => {
        running = undefined;
      });
      return running;
    },
    cutOff: () => stop.abort(new AppError('storage-unavailable', 'the sync was cut off: the program ends')),
    runs: (page) => parts.store.runs(page),
  };
}

async function runOnce(parts: Parts, request: SyncRequest, cut: AbortSignal): Promise<SyncReport> {
  const { aws, store, clock, random, concurrency, inventoryTypes } = parts;
  const sources = chosen(aws.sources, request.sources);
  const startedAt = clock.now();
  const cutOff = await unfinished(store, startedAt);
  const done = cutOff === undefined ? () => false : await readSince(store, cutOff.startedAt);
  const runId = random.uuid();
  await store.startRun({ runId, actor: request.actor, startedAt });

  const units: UnitOutcome[] = [];
  const unreachable: ScopeFailure[] = [];
  const taken = new Set<string>();
  const places = sources.flatMap((source) => source.regions.map((region) => ({ source, region })));
  await forEachLimited(places, concurrency, async ({ source, region }) => {
    const reader = await open(parts, source, region, startedAt, cut);
    if ('error' in reader) {
      unreachable.push(reader);
      return;
    }
    const scopeKey = `${reader.scope.account} ${reader.scope.region}`;
    // Two sources may lead to the same account: the first one reads it.
    if (taken.has(scopeKey)) return;
    taken.add(scopeKey);
    units.push(...(await syncScope({ store, source, reader, inventoryTypes, runAt: startedAt, done, cut })));
  });

  const count = (status: UnitOutcome['status']) => units.filter((unit) => unit.status === status).length;
  const report: SyncReport = {
    runId,
    startedAt,
    finishedAt: clock.now(),
    resumed: cutOff?.runId ?? null,
    complete: count('complete'),
    failed: count('failed'),
    skipped: count('skipped'),
    unreachable,
    units,
  };
  await store.finishRun(runId, report.finishedAt, JSON.stringify(report));
  if (cutOff !== undefined) await store.finishRun(cutOff.runId, report.finishedAt, '{}');
  return report;
}

function chosen(sources: readonly AwsSource[], names: readonly string[] | undefined): readonly AwsSource[] {
  const unknown = names?.filter((name) => !sources.some((source) => source.name === name)) ?? [];
  if (unknown.length > 0) {
    const known = sources.map(({ name }) => name).join(', ') || 'none';
    throw new AppError(
      'bad-request',
      `no AWS source ${unknown.join(', ')} in the configuration (known: ${known})`,
    );
  }
  return names === undefined ? sources : sources.filter(({ name }) => names.includes(name));
}

async function open(
  { aws, store }: Parts,
  source: AwsSource,
  region: string,
  at: number,
  cut: AbortSignal,
): Promise<AwsReader | ScopeFailure> {
  try {
    const reader = await aws.reader(source, region);
    await store.rememberScope({ source: source.name, ...reader.scope, lastAttemptAt: at, error: null });
    return reader;
  } catch (error) {
    if (cut.aborted || !isAwsFailure(error)) throw error;
    const last = (await store.scopes()).find(
      (scope) => scope.source === source.name && scope.region === region,
    );
    const account = last === undefined || last.account === '' ? null : last.account;
    if (account !== null) await store.failScope({ account, region }, at, error.message);
    await store.rememberScope({
      source: source.name,
      region,
      account: '',
      lastAttemptAt: at,
      error: error.message,
    });
    return { source: source.name, region, account, error: error.message };
  }
}

async function unfinished(store: AwsStore, now: number): Promise<SyncRun | undefined> {
  const [last] = (await store.runs({ limit: 1 })).items;
  return last?.finishedAt === null && last.startedAt > now - RESUME_WITHIN_MS ? last : undefined;
}

async function readSince(store: AwsStore, since: number): Promise<(unit: AwsUnit) => boolean> {
  const key = ({ account, region, kind, part }: AwsUnit) => [account, region, kind, part].join('\n');
  const fresh = (await store.freshness()).filter(({ lastSuccessAt }) => (lastSuccessAt ?? 0) >= since);
  const keys = new Set(fresh.map(key));
  return (unit) => keys.has(key(unit));
}
