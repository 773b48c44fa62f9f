import { AppError } from '../../errors.ts';
import { isDay } from '../../licensing/is-day.ts';
import type { AskedInstant } from '../positions/answer-position.ts';

const DAY_MS = 86_400_000;
const DAY_LENGTH = '2026-03-31'.length;

/** `asOf` and `knownAt` as people write them: an ISO instant, or a day, which means its end in UTC. Throws AppError `bad-request`. */
export function parseAsked(
  given: { readonly asOf?: string | undefined; readonly knownAt?: string | undefined },
  now: number,
): AskedInstant {
  return {
    ...(given.asOf === undefined ? {} : { at: parseInstant(given.asOf, 'asOf', now) }),
    ...(given.knownAt === undefined ? {} : { knownAt: parseInstant(given.knownAt, 'knownAt', now) }),
  };
}

function parseInstant(text: string, name: string, now: number): number {
  const time = /^T[\d:.]+(Z|[+-]\d{2}:\d{2})$/.test(text.slice(DAY_LENGTH));
  const at =
    isDay(text.slice(0, DAY_LENGTH)) && (time || text.length === DAY_LENGTH) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(at))
    throw new AppError(
      'bad-request',
      `${name} is a day (2026-03-31) or an instant (2026-03-31T12:00:00Z), not "${text}"`,
    );
  const asked = time ? at : Math.min(at + DAY_MS - 1, now);
  if (at > now) throw new AppError('bad-request', `${name} ${text} lies in the future`);
  return asked;
}
