/** What the soak saw: counts for its summary, and whatever breaks a promise. */
export interface Journal {
  count(what: string, times?: number): void;
  /** A promise was broken: the soak fails. */
  violation(text: string): void;
  /** For those who watch. */
  say(text: string): void;
  readonly counts: ReadonlyMap<string, number>;
  readonly violations: readonly string[];
}

const SHOWN = 50;

export function createJournal(out: (line: string) => void): Journal {
  const started = Date.now();
  const counts = new Map<string, number>();
  const violations: string[] = [];
  const at = () => `${((Date.now() - started) / 1000).toFixed(1).padStart(6)} s`;
  return {
    counts,
    violations,
    count: (what, times = 1) => void counts.set(what, (counts.get(what) ?? 0) + times),
    violation(text) {
      violations.push(text);
      if (violations.length <= SHOWN) out(`${at()}  VIOLATION: ${text}`);
    },
    say: (text) => out(`${at()}  ${text}`),
  };
}
