import type { Clock } from '../../ports/clock.ts';
import type { FleetStore } from '../../ports/fleet-store.ts';
import type { AnswerPosition, AskedInstant } from '../positions/answer-position.ts';
import { parseAsked } from './parse-instant.ts';
import { createReadConsumption, type ReadConsumption } from './read-consumption.ts';
import { createReadHosts, type ReadHosts } from './read-hosts.ts';

/** Everything that reads positions. */
export interface ReadReports {
  readonly consumption: ReadConsumption;
  readonly hosts: ReadHosts;
  /** Reads `asOf` and `knownAt`. Throws AppError `bad-request`. */
  asked(given: { readonly asOf?: string | undefined; readonly knownAt?: string | undefined }): AskedInstant;
}

export function createReadReports(parts: {
  readonly answer: AnswerPosition;
  readonly fleet: FleetStore;
  readonly clock: Clock;
}): ReadReports {
  const { answer, fleet, clock } = parts;
  return {
    consumption: createReadConsumption(answer),
    hosts: createReadHosts({ answer, fleet }),
    asked: (given) => parseAsked(given, clock.now()),
  };
}
