import type { Acceptance } from '../../ports/report-store.ts';
import type { SqliteDatabase } from './open-database.ts';

export interface ChainState {
  readonly agent_no: number;
  readonly host_no: number;
  readonly kid: string;
  readonly last_sequence: number | null;
  readonly last_digest: string | null;
  readonly last_content_digest: string | null;
  /** 1 where its host is retired or merged into another at present. */
  readonly absent: 0 | 1;
}

export interface ChainLink {
  readonly sequence: number;
  readonly previousDigest: string | null;
  readonly digest: string;
  readonly observedAt: number;
  readonly receivedAt: number;
}

const FUTURE_TOLERANCE_MS = 5 * 60_000;

/** Holds each agent's messages against the one before: gaps and forks are recorded, replays refused. */
export function messageChain(database: SqliteDatabase) {
  const state = database.prepare<[string], ChainState>(
    `SELECT agent_no, host_no, kid, last_sequence, last_digest, last_content_digest,
       EXISTS (SELECT 1 FROM host_absence AS absence
         WHERE absence.host_no = agent.host_no AND until_at IS NULL) AS absent
     FROM agent WHERE agent_id = ?`,
  );
  const known = database.prepare<[number, number], { digest: Buffer }>(
    'SELECT digest FROM report WHERE agent_no = ? AND sequence = ?',
  );
  const addEvent = database.prepare(
    'INSERT INTO chain_event (agent_no, kind, sequence, amount, at) VALUES (?, ?, ?, ?, ?)',
  );

  return {
    stateOf: (agentId: string) => state.get(agentId),

    /** Judges the link and records what is odd of it. Where it is stored, the caller moves the chain on. Call within a transaction. */
    judge(before: ChainState, link: ChainLink): Exclude<Acceptance, { outcome: 'content-unknown' }> {
      const { sequence, digest, receivedAt } = link;
      const last = before.last_sequence ?? 0;
      if (sequence <= last) {
        const same =
          (sequence === last && before.last_digest === digest) ||
          known.get(before.agent_no, sequence)?.digest.toString('hex') === digest;
        if (same) return { outcome: 'duplicate' };
        addEvent.run(before.agent_no, 'fork', sequence, 0, receivedAt);
        return { outcome: 'replayed', lastSequence: last };
      }
      const gap = sequence - last - 1;
      const forked = gap === 0 && link.previousDigest !== before.last_digest;
      if (gap > 0) addEvent.run(before.agent_no, 'gap', sequence, gap, receivedAt);
      if (forked) addEvent.run(before.agent_no, 'fork', sequence, 0, receivedAt);
      const ahead = link.observedAt - receivedAt;
      if (ahead > FUTURE_TOLERANCE_MS)
        addEvent.run(before.agent_no, 'clock-skew', sequence, ahead, receivedAt);
      return { outcome: 'stored', gap, forked };
    },
  };
}
