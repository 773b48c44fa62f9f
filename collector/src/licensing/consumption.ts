import { compareText } from './compare-text.ts';
import type { Exemption } from './exemption.ts';
import type { Confidence, EvidenceLink, Installation } from './installation.ts';
import type { Measurement } from './measurement.ts';

/**
 * Why a host is on a license's list.
 * `counted`: owes the measurement. `covered`: its demand is counted at `coveredBy`. `exempt`: an exemption applies.
 * `free`: the edition costs nothing. `superseded`: a higher edition on the same host pays. `allocated-elsewhere`: a competing
 * license pays. `doubtful`: may owe, its edition is unknown. Only `counted` lines have a quantity other than 0, and a license
 * has one line for a host and state: a virtualization host may owe for some guests and be in doubt over others.
 */
export type LineState =
  | 'counted'
  | 'doubtful'
  | 'covered'
  | 'exempt'
  | 'free'
  | 'superseded'
  | 'allocated-elsewhere';

export interface ConsumptionLine {
  readonly license: string;
  readonly hostId: string;
  readonly hostName: string;
  readonly state: LineState;
  /** What counts: 0 in every state but `counted`. Unmeasurable lines add their worst case to the worst case alone. */
  readonly measurement: Measurement;
  readonly coveredBy: string | null;
  /** The license or edition that pays instead, where one does. */
  readonly paidBy: string | null;
  readonly exemption: Exemption | null;
  readonly installations: readonly Installation[];
  readonly confidence: Confidence;
  readonly evidence: readonly EvidenceLink[];
  /** Conditions of the edition that the reader must know ("not for production"). */
  readonly notes: readonly string[];
  readonly stale: boolean;
  readonly lastSeenAt: number;
}

/** A license's demand on-premises. `total` is the sum of the measured lines, `worstCase` adds what unmeasurable lines may owe. */
export interface Consumption {
  readonly total: number;
  /** null: some line has no bound. */
  readonly worstCase: number | null;
  readonly unmeasurable: number;
  /** Sorted by host name, then host id. */
  readonly lines: readonly ConsumptionLine[];
}

/** Totals of any selection of lines: a page, a filter, the whole. */
export function totalLines(
  lines: readonly Pick<ConsumptionLine, 'measurement'>[],
): Omit<Consumption, 'lines'> {
  let total = 0;
  let worstCase: number | null = 0;
  let unmeasurable = 0;
  for (const { measurement } of lines) {
    if (measurement.kind === 'measured') {
      total += measurement.quantity;
      if (worstCase !== null) worstCase += measurement.quantity;
    } else {
      unmeasurable += 1;
      worstCase =
        worstCase === null || measurement.worstCase === null ? null : worstCase + measurement.worstCase;
    }
  }
  return { total, worstCase, unmeasurable };
}

export function consumptionOf(lines: readonly ConsumptionLine[]): Consumption {
  return { ...totalLines(lines), lines: lines.toSorted(byHost) };
}

export function byHost(a: ConsumptionLine, b: ConsumptionLine): number {
  return compareText(a.hostName, b.hostName) || compareText(a.hostId, b.hostId);
}
