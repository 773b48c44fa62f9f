import type { RecognitionRule } from '../catalog.ts';
import type { Confidence } from '../installation.ts';
import { editionOfText, longestFirst } from './edition-of-text.ts';
import { type CompiledText, compileText } from './text-match.ts';

/** A distinct name, publisher and version, whatever number of hosts has it. `source`: dpkg, rpm, uninstall, … or null. */
export interface SoftwareTitle {
  readonly name: string;
  readonly version: string | null;
  readonly publisher: string | null;
  readonly source: string | null;
}

/** What a detector says of an edition: the wire's `EditionEvidence`, as far as rules look at it. */
export interface EditionStatement {
  readonly detector: string;
  readonly product: string;
  readonly edition: string | null;
  readonly version: string | null;
  readonly instance: string | null;
  readonly location: string;
  readonly confidence: Confidence;
  readonly attributes: Readonly<Record<string, string>>;
}

export interface OperatingSystemStatement {
  readonly family: string;
  readonly id: string | null;
  readonly name: string | null;
  readonly versionId: string | null;
  readonly edition: string | null;
}

/** A rule's verdict: this product, in this edition (null: unknown). */
export interface Recognition {
  readonly rule: string;
  readonly product: string;
  readonly edition: string | null;
  readonly version: string | null;
  readonly confidence: Confidence;
}

/** Compiled rules. Titles are recognized once each, never once per host. */
export interface Recognizer {
  readonly title: (title: SoftwareTitle) => readonly Recognition[];
  readonly edition: (statement: EditionStatement) => readonly Recognition[];
  readonly operatingSystem: (statement: OperatingSystemStatement) => readonly Recognition[];
}

interface Subject {
  readonly name: string | null;
  readonly publisher: string | null;
  readonly version: string | null;
  readonly edition: string | null;
  readonly source: string | null;
  readonly detector: string | null;
  readonly family: string | null;
  readonly id: string | null;
  readonly attributes: Readonly<Record<string, string>>;
}

interface CompiledRule {
  readonly starts: readonly string[];
  readonly judge: (subject: Subject) => Recognition | null;
}

const KEY_LENGTH = 4;
const NOTHING: Subject = {
  name: null,
  publisher: null,
  version: null,
  edition: null,
  source: null,
  detector: null,
  family: null,
  id: null,
  attributes: {},
};

export function createRecognizer(rules: readonly RecognitionRule[]): Recognizer {
  const of = (from: RecognitionRule['from']): CompiledRule[] =>
    rules.filter((rule) => rule.from === from).map(compileRule);
  const titles = indexByStart(of('title'));
  const editions = of('edition-evidence');
  const systems = of('operating-system');
  return {
    title: (title) => judgeAll(titles(title.name), { ...NOTHING, ...title }),
    edition: ({ detector, product, edition, version, attributes, confidence }) =>
      judgeAll(editions, { ...NOTHING, detector, name: product, edition, version, attributes }).map(
        (recognition) => ({ ...recognition, confidence: lower(recognition.confidence, confidence) }),
      ),
    operatingSystem: ({ family, id, name, versionId, edition }) =>
      judgeAll(systems, { ...NOTHING, family, id, name, version: versionId, edition }),
  };
}

const CONFIDENCES: readonly Confidence[] = ['low', 'medium', 'high'];

/** A rule is no surer than the detector that it relies on. */
function lower(a: Confidence, b: Confidence): Confidence {
  return CONFIDENCES.indexOf(a) <= CONFIDENCES.indexOf(b) ? a : b;
}

/** The first rule of each product speaks for it: an operator's rules come before the catalog's. */
function judgeAll(rules: readonly CompiledRule[], subject: Subject): readonly Recognition[] {
  const found = new Map<string, Recognition>();
  for (const rule of rules) {
    const recognition = rule.judge(subject);
    if (recognition !== null && !found.has(recognition.product)) found.set(recognition.product, recognition);
  }
  return [...found.values()];
}

/** Rules by the first letters of the names they can match; keeps the rules' order. */
function indexByStart(rules: readonly CompiledRule[]): (name: string) => readonly CompiledRule[] {
  const anywhere = rules.filter((rule) => !isIndexable(rule));
  const keys = new Set(rules.filter(isIndexable).flatMap((rule) => rule.starts.map(keyOf)));
  const buckets = new Map(
    [...keys].map((key) => [
      key,
      rules.filter((rule) => !isIndexable(rule) || rule.starts.some((start) => keyOf(start) === key)),
    ]),
  );
  return (name) => buckets.get(keyOf(name.toLowerCase())) ?? anywhere;
}

function isIndexable(rule: CompiledRule): boolean {
  return rule.starts.length > 0 && rule.starts.every((start) => start.length >= KEY_LENGTH);
}

function keyOf(text: string): string {
  return text.slice(0, KEY_LENGTH);
}

function compileRule(rule: RecognitionRule): CompiledRule {
  const { match, except, exact } = rule;
  const text = (one: typeof match.name): CompiledText | null =>
    one === undefined ? null : compileText(one, exact);
  const name = text(match.name);
  const tests: ((subject: Subject) => boolean)[] = [];
  const want = (compiled: CompiledText | null, field: 'name' | 'publisher' | 'version' | 'edition'): void => {
    if (compiled !== null) tests.push((subject) => matches(compiled, subject[field]));
  };
  const wantOne = (
    among: readonly string[] | undefined,
    field: 'source' | 'detector' | 'family' | 'id',
  ): void => {
    if (among !== undefined) tests.push((subject) => among.includes(subject[field] ?? ''));
  };
  wantOne(match.sources, 'source');
  wantOne(match.detectors, 'detector');
  wantOne(match.families, 'family');
  wantOne(match.ids, 'id');
  want(name, 'name');
  want(text(match.publisher), 'publisher');
  want(text(match.version), 'version');
  want(text(match.edition), 'edition');
  for (const [key, one] of Object.entries(match.attributes ?? {})) {
    const compiled = compileText(one, exact);
    tests.push((subject) => matches(compiled, subject.attributes[key] ?? null));
  }
  const exceptions = [
    [text(except?.name), 'name'],
    [text(except?.publisher), 'publisher'],
  ] as const;
  const editionOf = compileEdition(rule.edition);
  return {
    starts: name?.starts ?? [],
    judge: (subject) => {
      if (!tests.every((test) => test(subject))) return null;
      if (exceptions.some(([compiled, field]) => compiled !== null && matches(compiled, subject[field])))
        return null;
      const { product, confidence } = rule;
      return {
        rule: rule.id,
        product,
        edition: editionOf(subject),
        version: versionOf(subject, rule),
        confidence,
      };
    },
  };
}

function versionOf(subject: Subject, rule: RecognitionRule): string | null {
  if (rule.version === undefined) return subject.version;
  const text = rule.version.in === 'name' ? subject.name : subject.version;
  return text === null ? null : (new RegExp(rule.version.pattern, 'iu').exec(text)?.[1] ?? subject.version);
}

function matches(compiled: CompiledText, text: string | null): boolean {
  return text !== null && compiled.test(text);
}

function compileEdition(edition: RecognitionRule['edition']): (subject: Subject) => string | null {
  if (edition === undefined) return () => null;
  if (typeof edition === 'string') return () => edition;
  const texts = longestFirst(edition.texts);
  return (subject) => editionOfText(subject[edition.in], texts);
}
