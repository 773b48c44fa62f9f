import type { TagCondition } from '../scope.ts';

export const CONFIGURATION_TAGS = {
  /** Id of the entry in licenses.yaml that the configuration was made for. */
  license: 'coreledger:license',
  product: 'coreledger:product',
  edition: 'coreledger:edition',
  metric: 'coreledger:metric',
  scope: 'coreledger:scope',
} as const;

/** What the tags of a License Manager configuration say. A tag value has no commas: lists are separated by spaces. */
export interface ConfigurationTags {
  readonly product: string | null;
  readonly editions: readonly string[] | null;
  readonly metric: string | null;
  readonly switches: Readonly<Record<string, string>>;
  readonly scope: TagCondition | null;
}

/** `coreledger:metric` = `microsoft/sql-server/core guests=physical`; `coreledger:scope` = `site=berlin site=bonn environment`. */
export function readConfigurationTags(tags: Readonly<Record<string, string>>): ConfigurationTags {
  const words = (key: string): string[] => (tags[key] ?? '').split(/\s+/).filter((word) => word !== '');
  const [metric = null, ...switches] = words(CONFIGURATION_TAGS.metric);
  const editions = words(CONFIGURATION_TAGS.edition);
  const scope = words(CONFIGURATION_TAGS.scope);
  return {
    product: words(CONFIGURATION_TAGS.product)[0] ?? null,
    editions: editions.length === 0 ? null : editions,
    metric,
    switches: Object.fromEntries(switches.map(pair).filter(([, value]) => value !== null)) as Record<
      string,
      string
    >,
    scope: scope.length === 0 ? null : scopeOf(scope),
  };
}

function pair(word: string): readonly [string, string | null] {
  const at = word.indexOf('=');
  return at === -1 ? [word, null] : [word.slice(0, at), word.slice(at + 1)];
}

/** A key named twice has two values; a key without value asks that the tag is there. */
function scopeOf(words: readonly string[]): TagCondition {
  const condition: Record<string, string[]> = {};
  for (const [key, value] of words.map(pair)) {
    const values = Object.hasOwn(condition, key) ? condition[key] : undefined;
    condition[key] = [...(values ?? []), ...(value === null ? [] : [value])];
  }
  return condition;
}
