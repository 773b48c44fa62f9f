/** What a call may be made to meet. */
export type FaultKind =
  | 'throttle'
  | 'throttle-429'
  | 'server-error'
  | 'access-denied'
  /** License Manager's other word for it: `AuthorizationException`, with 403. */
  | 'not-authorized'
  | 'expired-token'
  | 'truncate'
  | 'hang-up'
  | 'empty-page'
  | 'repeat-token'
  /** An answer that is JSON and not what is documented: no list, items without their names, text for numbers, another document. */
  | 'no-members'
  | 'nameless-items'
  | 'wrong-types'
  | 'html'
  /** No answer, or half of one, and the connection stays. */
  | 'silence'
  | 'stall';

/** The kinds that end at once, for scripts of faults. */
export const FAULT_KINDS: readonly FaultKind[] = [
  'throttle',
  'throttle-429',
  'server-error',
  'access-denied',
  'not-authorized',
  'expired-token',
  'truncate',
  'hang-up',
  'empty-page',
  'repeat-token',
  'no-members',
  'nameless-items',
  'wrong-types',
  'html',
];

export interface Fault {
  readonly kind: FaultKind;
  readonly service?: string;
  readonly operation?: string;
  readonly account?: string;
  readonly region?: string;
  /** Calls that pass before it strikes; 0 where left out. */
  readonly after?: number;
  /** How often it strikes; for ever where left out. */
  readonly times?: number;
}

export interface CallKey {
  readonly service: string;
  readonly operation: string;
  readonly account: string;
  readonly region: string;
}

export interface FaultPlan {
  add(fault: Fault): void;
  clear(): void;
  /** The fault this call meets; counts it. */
  take(call: CallKey): FaultKind | undefined;
}

export function faultPlan(): FaultPlan {
  const planned: { fault: Fault; passed: number; struck: number }[] = [];
  return {
    add: (fault) => void planned.push({ fault, passed: 0, struck: 0 }),
    clear: () => void planned.splice(0),
    take(call) {
      for (const entry of planned) {
        const { fault } = entry;
        if (!matches(fault, call)) continue;
        if (entry.passed < (fault.after ?? 0)) {
          entry.passed += 1;
        } else if (entry.struck < (fault.times ?? Number.POSITIVE_INFINITY)) {
          entry.struck += 1;
          return fault.kind;
        }
      }
      return undefined;
    },
  };
}

function matches(fault: Fault, call: CallKey): boolean {
  return (['service', 'operation', 'account', 'region'] as const).every(
    (field) => fault[field] === undefined || fault[field] === call[field],
  );
}
