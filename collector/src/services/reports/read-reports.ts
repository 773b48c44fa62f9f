import type { Clock } from '../../ports/clock.ts';
import type { AskedInstant } from '../positions/answer-position.ts';
import type { Readers } from '../readers.ts';
import { parseAsked } from './parse-instant.ts';

/** Everything that reads positions. */
export interface ReadReports extends Pick<Readers, 'consumption' | 'hosts'> {
  /** Reads `asOf` and `knownAt`. Throws AppError `bad-request`. */
  asked(given: { readonly asOf?: string | undefined; readonly knownAt?: string | undefined }): AskedInstant;
}

export function createReadReports({ consumption, hosts }: Readers, clock: Clock): ReadReports {
  return { consumption, hosts, asked: (given) => parseAsked(given, clock.now()) };
}
