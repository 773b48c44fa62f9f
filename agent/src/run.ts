import type { DatabaseSync } from 'node:sqlite';
import type { Delivered } from './delivery/deliver-spool.ts';
import { type Enrollment, readEnrollment } from './enrollment/enrollment.ts';
import type { Host } from './host/host.ts';
import { type AgentKey, readKey } from './identity/key-pair.ts';
import { type AgentProcess, buildContent } from './report/build-content.ts';
import { canonicalContent } from './report/canonical-report.ts';
import { startDelayMs } from './schedule/start-delay.ts';
import { wait } from './schedule/wait.ts';
import type { Settings } from './settings/read-settings.ts';
import { appendScan } from './spool/append-scan.ts';
import { countWaiting } from './spool/settle-message.ts';
import { leaveInventory } from './ssm-inventory/leave-inventory.ts';
import { openState } from './state/open-state.ts';
import { takeRunLock } from './state/run-lock.ts';
import { isFull } from './state/sqlite-fault.ts';

export interface Surroundings extends AgentProcess {
  now(): number;
  random(): number;
  readonly stop: AbortSignal;
  /** Says what went wrong beside the report. */
  warn(text: string): void;
}

export interface RunOptions {
  readonly spreadMs: number;
  readonly deliver: boolean;
}

export type RunOutcome =
  | { readonly kind: 'not-enrolled' | 'busy' | 'stopped' }
  | { readonly kind: 'kept'; readonly message: 'report' | 'unchanged'; readonly waiting: number }
  | { readonly kind: 'delivered'; readonly result: Delivered; readonly waiting: number };

interface Cycle {
  readonly db: DatabaseSync;
  readonly key: AgentKey;
  readonly enrollment: Enrollment;
  readonly settings: Settings;
  readonly around: Surroundings;
}

/** One cycle: scan, sign and keep, deliver. Throws StateError for a state folder that cannot be used. */
export async function runCycle(
  host: Host,
  settings: Settings,
  around: Surroundings,
  options: RunOptions,
): Promise<RunOutcome> {
  const directory = settings.stateDirectory;
  const enrollment = readEnrollment(directory);
  const key = enrollment === null ? null : readKey(directory);
  if (enrollment === null || key === null) return { kind: 'not-enrolled' };
  await wait(startDelayMs(key.id, options.spreadMs), around.stop);
  if (around.stop.aborted) return { kind: 'stopped' };

  const lock = takeRunLock(directory);
  if (lock === null) return { kind: 'busy' };
  const db = openState(directory, new Date(around.now()).toISOString());
  try {
    return await scanAndDeliver({ db, key, enrollment, settings, around }, host, options.deliver);
  } finally {
    db.close();
    lock.release();
  }
}

async function scanAndDeliver(cycle: Cycle, host: Host, deliverNow: boolean): Promise<RunOutcome> {
  const { db, around } = cycle;
  const found = await buildContent(host, around);
  const { ssmInventory } = cycle.settings;
  if (ssmInventory !== null && host.local) {
    const fault = leaveInventory(ssmInventory, found);
    if (fault !== null) around.warn(`nothing was left for Systems Manager: ${fault}`);
  }
  const content = canonicalContent(found);
  const append = () => {
    const { spoolMaxBytes, spoolMaxAgeMs } = cycle.settings;
    const limits = { maxBytes: spoolMaxBytes, maxAgeMs: spoolMaxAgeMs };
    return appendScan(db, cycle.key, cycle.enrollment.agentId, { content, now: around.now() }, limits);
  };
  let message: 'report' | 'unchanged';
  try {
    message = append();
  } catch (error) {
    if (!isFull(error) || !deliverNow) throw error;
    // No room on the disk: what is delivered first makes some.
    await deliver(cycle);
    message = append();
  }
  if (!deliverNow) return { kind: 'kept', message, waiting: countWaiting(db) };
  const result = await deliver(cycle);
  return { kind: 'delivered', result, waiting: countWaiting(db) };
}

async function deliver({ db, key, enrollment, settings, around }: Cycle): Promise<Delivered> {
  const held = heldUntil(db, around.now());
  if (held !== null)
    return { delivered: 0, rejected: [], waiting: `the collector asked to wait until ${held}` };
  // Loaded when something is sent: a scan that is kept does not pay for it.
  const { deliverSpool } = await import('./delivery/deliver-spool.ts');
  const { timeoutMs, proxyEnv } = settings;
  return deliverSpool({
    db,
    key,
    agentId: enrollment.agentId,
    urls: settings.urls ?? enrollment.urls,
    route: { ca: enrollment.ca, timeoutMs, proxyEnv, stop: around.stop },
    now: around.now,
    random: around.random,
  });
}

/** A clock set back since a collector asked to wait must not silence the host: before the answer itself, nothing is held. */
function heldUntil(db: DatabaseSync, now: number): string | null {
  const { failed_at: since, not_before: until } =
    db.prepare('SELECT failed_at, not_before FROM progress').get() ?? {};
  if (typeof since !== 'string' || typeof until !== 'string') return null;
  return Date.parse(since) <= now && now < Date.parse(until) ? until : null;
}
