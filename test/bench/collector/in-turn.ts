import type { PreparedMessage } from './load.ts';

const SLICE = 1_000;

/** A server that is measured. */
export interface Contender {
  send(messages: readonly PreparedMessage[]): Promise<{ readonly sent: number; readonly perSecond: number }>;
  cpuSeconds(): number;
}

export interface Measured {
  readonly perSecond: number;
  /** Of one message, in milliseconds; what a server does in the other's turn is its own cost too. */
  readonly cpuMs: number;
}

/**
 * The same messages to each in turn, a thousand at a time: what a machine gives changes by half within minutes, and all are to have
 * the same of it.
 */
export async function inTurn(
  messages: readonly PreparedMessage[],
  contenders: readonly Contender[],
): Promise<Measured[]> {
  const from = contenders.map((one) => one.cpuSeconds());
  const seconds = contenders.map(() => 0);
  for (let at = 0; at < messages.length; at += SLICE) {
    const slice = messages.slice(at, at + SLICE);
    for (const [index, contender] of contenders.entries()) {
      const { sent, perSecond } = await contender.send(slice);
      seconds[index] = (seconds[index] ?? 0) + sent / perSecond;
    }
  }
  return contenders.map((one, index) => ({
    perSecond: messages.length / (seconds[index] ?? 0),
    cpuMs: ((one.cpuSeconds() - (from[index] ?? 0)) / messages.length) * 1000,
  }));
}
