import type { LicenseAssociation, LicenseConfiguration } from '../../reconciliation/aws-facts.ts';
import type { Catalog, RecognitionRule } from '../catalog.ts';
import { compareText } from '../compare-text.ts';
import type { License } from '../license.ts';
import { bindLicense } from './bind-license.ts';
import { CONFIGURATION_TAGS } from './configuration-tags.ts';
import type { LicenseEntry } from './licenses-file.ts';

export type BindingProblem =
  | 'product-unknown'
  | 'edition-unknown'
  | 'metric-unknown'
  | 'switch-unknown'
  | 'choice-contradicted'
  | 'reason-missing'
  | 'filter-not-understood'
  | 'configuration-not-found'
  | 'configuration-ambiguous'
  | 'counting-types-differ'
  | 'tags-unread'
  | 'unbound';

export interface BindingNote {
  readonly license: string;
  readonly problem: BindingProblem;
  readonly text: string;
}

export interface LicenseBinding {
  /** Sorted by id. */
  readonly licenses: readonly License[];
  /** Title rules that the product filters make; give them to `createRecognizer` with the catalog's. */
  readonly rules: readonly RecognitionRule[];
  readonly notes: readonly BindingNote[];
}

export interface BindingInput {
  readonly configurations: readonly LicenseConfiguration[];
  readonly associations: readonly LicenseAssociation[];
  readonly entries: readonly LicenseEntry[];
  readonly catalog: Catalog;
}

/** One license for each entry of licenses.yaml and for each configuration that no entry speaks for. */
export function bindLicenses(input: BindingInput): LicenseBinding {
  const spokenFor = new Set<string>();
  const notes: BindingNote[] = [];
  const ofEntries = input.entries.map((entry) => {
    const claimed = input.configurations.filter((one) => one.tags?.[CONFIGURATION_TAGS.license] === entry.id);
    const named = (entry.configurations ?? []).flatMap((name) => {
      const matches = input.configurations.filter((one) => [one.arn, one.id, one.name].includes(name));
      if (matches.length !== 1) notes.push(notFound(entry.id, name, matches));
      return matches.length === 1 ? matches : [];
    });
    const found = [...new Set([...named, ...claimed])];
    for (const one of found) spokenFor.add(one.arn);
    return bindLicense(entry.id, entry, found, input);
  });
  const rest = input.configurations
    .filter((one) => !spokenFor.has(one.arn))
    .map((one) => bindLicense(one.id ?? one.arn, null, [one], input));
  const all = [...ofEntries, ...rest];
  notes.push(...all.flatMap((one) => one.notes));
  return {
    licenses: all
      .map(({ license }) => ({ ...license, doubts: doubtsOf(license.id, notes) }))
      .toSorted((a, b) => compareText(a.id, b.id)),
    rules: all.flatMap((one) => one.rules),
    notes,
  };
}

/** Notes that say how a license is read, and leave no doubt of what it pays for. */
const SETTLED: ReadonlySet<BindingProblem> = new Set(['choice-contradicted', 'reason-missing']);

function doubtsOf(id: string, notes: readonly BindingNote[]): string[] {
  return notes
    .filter(({ license, problem }) => license === id && !SETTLED.has(problem))
    .map(({ text }) => text);
}

function notFound(license: string, name: string, named: readonly LicenseConfiguration[]): BindingNote {
  if (named.length === 0)
    return {
      license,
      problem: 'configuration-not-found',
      text: `licenses.yaml names the license configuration "${name}", which no synced account has`,
    };
  return {
    license,
    problem: 'configuration-ambiguous',
    text: `"${name}" names ${named.length} license configurations; use an ARN: ${named.map((one) => one.arn).join(', ')}`,
  };
}
