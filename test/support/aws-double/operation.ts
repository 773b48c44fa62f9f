import type { Caller } from './caller.ts';
import type { DoubleState, RegionState } from './state.ts';

export interface CallContext {
  readonly state: DoubleState;
  readonly region: RegionState;
  readonly caller: Caller;
  /** Epoch milliseconds. */
  readonly now: number;
  /** Largest page the double gives, whatever is asked for. */
  readonly pageLimit: number;
}

/** Input as on the wire. Handlers read it loosely: a test validates requests against the service's own model. */
// biome-ignore lint/suspicious/noExplicitAny: wire documents of many shapes
export type WireInput = any;

export type Operation = (context: CallContext, input: WireInput) => Record<string, unknown>;
