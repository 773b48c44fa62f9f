import type { EditionText } from '../catalog.ts';
import { startsAtWord } from './text-match.ts';

/** Longest first, so that "Enterprise Developer" is tried before "Enterprise". */
export function longestFirst(texts: readonly EditionText[]): readonly EditionText[] {
  return texts
    .map(({ text, edition }) => ({ text: text.toLowerCase(), edition }))
    .toSorted((a, b) => b.text.length - a.text.length || (a.text < b.text ? -1 : 1));
}

/** The edition that the text names at its start, or null. `texts` come from `longestFirst`. */
export function editionOfText(text: string | null, texts: readonly EditionText[]): string | null {
  if (text === null) return null;
  const folded = text.trim().toLowerCase();
  return texts.find((one) => startsAtWord(folded, one.text))?.edition ?? null;
}
