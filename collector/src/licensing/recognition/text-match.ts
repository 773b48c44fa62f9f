import type { TextMatch } from '../catalog.ts';

export interface CompiledText {
  readonly test: (text: string) => boolean;
  /** Lower-case texts of which one starts every match: what an index can be made of. Empty: any text may match. */
  readonly starts: readonly string[];
}

/**
 * Whole text, or its start up to a word boundary, or an anchored pattern; without regard to case unless `exact`. There is no
 * comparison by substring: "Enterprise" is in "Enterprise Developer Edition", which costs nothing.
 */
export function compileText(match: TextMatch, exact = false): CompiledText {
  const fold = (text: string): string => (exact ? text : text.toLowerCase());
  if ('equals' in match) {
    const wanted = new Set(match.equals.map(fold));
    return { test: (text) => wanted.has(fold(text)), starts: match.equals.map((text) => text.toLowerCase()) };
  }
  if ('startsWith' in match) {
    const wanted = match.startsWith.map(fold);
    return {
      test: (text) => wanted.some((start) => startsAtWord(fold(text), start)),
      starts: match.startsWith.map((text) => text.toLowerCase()),
    };
  }
  const pattern = new RegExp(match.pattern, exact ? 'u' : 'iu');
  const start = literalStart(match.pattern);
  return { test: (text) => pattern.test(text), starts: start === '' ? [] : [start] };
}

/** Whether `text` begins with `start` and the word ends there. */
export function startsAtWord(text: string, start: string): boolean {
  if (!text.startsWith(start)) return false;
  const next = text.charAt(start.length);
  return next === '' || !/[\p{L}\p{N}]/u.test(next) || !/[\p{L}\p{N}]$/u.test(start);
}

/** The literal text that every match of an anchored pattern starts with, lower-case. */
export function literalStart(pattern: string): string {
  if (hasTopLevelAlternative(pattern)) return '';
  const literal = /^\^((?:[\w /-](?![?*{])|\\[./()+-](?![?*{]))*)/.exec(pattern)?.[1] ?? '';
  return literal.replace(/\\/g, '').toLowerCase();
}

function hasTopLevelAlternative(pattern: string): boolean {
  let depth = 0;
  for (let at = 0; at < pattern.length; at += 1) {
    const character = pattern[at];
    if (character === '\\') at += 1;
    else if (character === '(') depth += 1;
    else if (character === ')') depth -= 1;
    else if (character === '|' && depth === 0) return true;
  }
  return false;
}
