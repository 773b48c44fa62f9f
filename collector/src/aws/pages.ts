import { AppError } from '../errors.ts';

interface Paged {
  readonly NextToken?: string | undefined;
}

/**
 * Pages until there is no token; an empty one is none. Empty pages are passed over. A token that comes back at once would
 * never end: AppError `aws-unavailable`.
 */
export async function* pages<Answer extends Paged, Fact>(
  operation: string,
  fetch: (token: string | undefined) => Promise<Answer>,
  facts: (answer: Answer) => readonly Fact[],
): AsyncGenerator<readonly Fact[]> {
  let token: string | undefined;
  do {
    const answer = await fetch(token);
    const page = facts(answer);
    if (page.length > 0) yield page;
    const next = answer.NextToken === '' ? undefined : answer.NextToken;
    if (next !== undefined && next === token) {
      throw new AppError('aws-unavailable', `${operation}: AWS gave the same page token twice`);
    }
    token = next;
  } while (token !== undefined);
}
