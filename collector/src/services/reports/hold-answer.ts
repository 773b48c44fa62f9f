import type { AnswerPosition } from '../positions/answer-position.ts';
import type { PositionAnswer } from '../positions/compute-position.ts';

/** Asks for the answer by its instant where a page is not the last: that keeps it for the next one. */
export function holdAnswer(answer: AnswerPosition, { asked }: PositionAnswer, next: string | null): void {
  if (next !== null) void answer({ at: asked.at, knownAt: asked.knownAt }).catch(() => undefined);
}
