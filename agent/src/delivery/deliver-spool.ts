import type { DatabaseSync } from 'node:sqlite';
import { REPORT_PATH, SIGNATURE_HEADER, UNCHANGED_PATH } from '@coreledger/shared/wire.ts';
import type { AgentKey } from '../identity/key-pair.ts';
import { wait } from '../schedule/wait.ts';
import type { Message } from '../spool/message.ts';
import { expandNotice, rechain } from '../spool/rechain.ts';
import { acknowledge, drop, oldestMessage, recordFailure, reject } from '../spool/settle-message.ts';
import { backoffMs, MAX_ATTEMPTS } from './backoff.ts';
import { judgeAnswer, type Verdict } from './judge-answer.ts';
import { post, type Route } from './post.ts';

export interface Delivery {
  readonly db: DatabaseSync;
  readonly key: AgentKey;
  readonly agentId: string;
  /** Tried in this order, beginning with the one that answered last. */
  readonly urls: readonly string[];
  readonly route: Route;
  now(): number;
  random(): number;
}

export interface Delivered {
  readonly delivered: number;
  readonly rejected: readonly string[];
  /** Why the rest is still waiting; null where nothing is. */
  readonly waiting: string | null;
}

/** The longest a run waits for a collector that said when to come back; beyond that the next run takes over. */
const MAX_WAIT_MS = 60_000;

/** Sends what is in the spool, the oldest first, until it is empty or the collector cannot be had. */
export async function deliverSpool(delivery: Delivery): Promise<Delivered> {
  const { db, key, agentId, route } = delivery;
  const rejected: string[] = [];
  let delivered = 0;
  let attempt = 0;
  let resigned: string | undefined;
  let urls = delivery.urls;
  const instant = () => new Date(delivery.now()).toISOString();

  for (let message = oldestMessage(db); message !== undefined; message = oldestMessage(db)) {
    const { verdict, url } = await offer(message, urls, route, delivery.now());
    switch (verdict.kind) {
      case 'accepted':
        acknowledge(db, message, url, instant());
        delivered += 1;
        attempt = 0;
        urls = [url, ...delivery.urls.filter((other) => other !== url)];
        break;
      case 'content-unknown':
        if (message.kind === 'report') reject(db, message, { code: verdict.kind, detail: null }, instant());
        else if (!expandNotice(db, key, agentId, message)) drop(db, message, instant());
        break;
      case 'replayed':
        if (resigned === message.reportId) {
          rejected.push('replayed');
          reject(db, message, { code: 'replayed', detail: null }, instant());
          break;
        }
        resigned = message.reportId;
        rechain(db, key, agentId, { sequence: sequenceBeyond(verdict.lastSequence, delivery.now()) });
        break;
      case 'refused':
        rejected.push(verdict.detail === null ? verdict.code : `${verdict.code}: ${verdict.detail}`);
        reject(db, message, verdict, instant());
        break;
      case 'held':
        recordFailure(db, verdict.why, instant(), null);
        return { delivered, rejected, waiting: verdict.why };
      case 'later': {
        attempt += 1;
        const delay = verdict.afterMs ?? backoffMs(attempt, delivery.random());
        const notBefore = verdict.afterMs === null ? null : new Date(delivery.now() + delay).toISOString();
        recordFailure(db, verdict.why, instant(), notBefore);
        if (attempt >= MAX_ATTEMPTS || delay > MAX_WAIT_MS || route.stop.aborted)
          return { delivered, rejected, waiting: verdict.why };
        await wait(delay, route.stop);
      }
    }
  }
  return { delivered, rejected, waiting: null };
}

/** The first answer that says something of the message; of collectors that cannot be had, what the last one said. */
async function offer(
  message: Message,
  urls: readonly string[],
  route: Route,
  now: number,
): Promise<{ verdict: Verdict; url: string }> {
  const path = message.kind === 'report' ? REPORT_PATH : UNCHANGED_PATH;
  const failures: string[] = [];
  let afterMs: number | null = null;
  for (const url of urls) {
    const headers = { [SIGNATURE_HEADER]: message.signature };
    const verdict = judgeAnswer(
      await post({ url: `${url}${path}`, headers, body: message.body }, route),
      now,
    );
    if (verdict.kind !== 'later') return { verdict, url };
    failures.push(`${url}: ${verdict.why}`);
    afterMs = verdict.afterMs === null ? afterMs : Math.min(verdict.afterMs, afterMs ?? verdict.afterMs);
    if (route.stop.aborted) break;
  }
  return { verdict: { kind: 'later', why: failures.join('; '), afterMs }, url: '' };
}

/**
 * A sequence the collector has not seen from this key: after the last it knows or, where it does not say, the seconds since
 * 1970, which no chain that grows by one with every scan can have reached.
 */
function sequenceBeyond(lastSequence: number | null, now: number): number {
  return lastSequence === null ? Math.floor(now / 1000) : lastSequence + 1;
}
