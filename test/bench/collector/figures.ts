export interface Bar {
  readonly atLeast?: number;
  readonly atMost?: number;
}

/** Prints figures with their bars and keeps which were missed. */
export interface Figures {
  add(name: string, value: number, unit: string, bar?: Bar): void;
  miss(name: string): void;
  readonly missed: readonly string[];
}

export function createFigures(print: (line: string) => void): Figures {
  const missed: string[] = [];
  return {
    missed,
    miss: (name) => void missed.push(name),
    add(name, value, unit, { atLeast, atMost } = {}) {
      const fails = (atLeast !== undefined && value < atLeast) || (atMost !== undefined && value > atMost);
      if (fails) missed.push(name);
      const wanted = atLeast === undefined ? (atMost === undefined ? '' : `≤ ${atMost}`) : `≥ ${atLeast}`;
      print(
        `${name.padEnd(56)} ${value.toFixed(value < 100 ? 2 : 0).padStart(9)} ${unit.padEnd(12)} ${wanted.padEnd(9)} ${fails ? 'MISSED' : ''}`,
      );
    },
  };
}
