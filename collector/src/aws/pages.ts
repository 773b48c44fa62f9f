import { AppError } from '../errors.ts';

interface Paged {
  readonly NextToken?: string | undefined;
}

/** How one operation's answers are read. `map` gives null for an item that lacks what names it. */
export interface PagedOperation<Answer extends Paged, Item, Fact> {
  readonly name: string;
  fetch(token: string | undefined): Promise<Answer>;
  /** undefined where the answer has no list at all. */
  list(answer: Answer): readonly Item[] | undefined;
  map(item: Item): readonly Fact[] | null;
}

/**
 * Pages until there is no token; an empty one is none. An answer without a list gives no page, one with an empty list an empty one:
 * every member of an answer is optional, and the reader may have to tell "nothing" from "not said". A token that comes back
 * would never end, and an item that cannot be named would be lost: AppError `aws-unavailable`.
 */
export async function* pages<Answer extends Paged, Item, Fact>(
  operation: PagedOperation<Answer, Item, Fact>,
): AsyncGenerator<readonly Fact[]> {
  const { name } = operation;
  const seen = new Set<string>();
  let token: string | undefined;
  do {
    const answer = await operation.fetch(token);
    const page = factsOf(operation, answer);
    if (page !== undefined) yield page;
    else if (token !== undefined) {
      throw new AppError('aws-unavailable', `${name}: the answer to a page token has no list`);
    }
    const next = answer.NextToken === '' ? undefined : answer.NextToken;
    if (next !== undefined && seen.has(next)) {
      throw new AppError('aws-unavailable', `${name}: AWS gave the same page token twice`);
    }
    if (next !== undefined) seen.add(next);
    token = next;
  } while (token !== undefined);
}

function factsOf<Answer extends Paged, Item, Fact>(
  { name, list, map }: PagedOperation<Answer, Item, Fact>,
  answer: Answer,
): readonly Fact[] | undefined {
  const items = list(answer);
  if (items === undefined) return undefined;
  try {
    return items.flatMap((item) => map(item) ?? unnamed());
  } catch (cause) {
    throw new AppError(
      'aws-unavailable',
      `${name}: the answer is not as documented: ${(cause as Error).message}`,
      {
        cause,
      },
    );
  }
}

function unnamed(): never {
  throw new Error('an item lacks what names it');
}
