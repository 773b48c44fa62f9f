import type { FieldError } from '../errors.ts';
import type { Catalog, Metric, MetricVersion, Product, RecognitionRule } from '../licensing/catalog.ts';
import { metricRegistry } from '../licensing/metrics/registry.ts';

/** What no schema can say: references, dates, patterns, and that the code knows what the data asks of it. */
export function checkCatalog(catalog: Catalog): FieldError[] {
  return [
    ...[...catalog.products.values()].flatMap((product) => checkProduct(product, catalog)),
    ...catalog.rules.flatMap((rule) => checkRule(rule, catalog)),
    ...[...catalog.metrics.values()].flatMap((metric) => checkMetric(metric, catalog)),
    ...[...catalog.tables.values()].flatMap((table) => checkIntervals(`table ${table.id}`, table.versions)),
  ];
}

function checkProduct(product: Product, catalog: Catalog): FieldError[] {
  const path = `product ${product.id}`;
  const faults: FieldError[] = [];
  if (product.defaultMetric !== null && !catalog.metrics.has(product.defaultMetric))
    faults.push({ path, message: `there is no metric "${product.defaultMetric}"` });
  const ids = product.editions.map((edition) => edition.id);
  if (new Set(ids).size !== ids.length) faults.push({ path, message: 'two editions have one id' });
  return faults;
}

function checkRule(rule: RecognitionRule, catalog: Catalog): FieldError[] {
  const path = `rule ${rule.id}`;
  const product = catalog.products.get(rule.product);
  if (product === undefined) return [{ path, message: `there is no product "${rule.product}"` }];
  const { edition } = rule;
  const named =
    edition === undefined
      ? []
      : typeof edition === 'string'
        ? [edition]
        : edition.texts.map((one) => one.edition);
  const known = product.editions.map((one) => one.id);
  return [
    ...named
      .filter((one) => !known.includes(one))
      .map((one) => ({ path, message: `${rule.product} has no edition "${one}"` })),
    ...patternsOf(rule).flatMap((pattern) => checkPattern(path, pattern)),
  ];
}

function patternsOf({ match, except, version }: RecognitionRule): string[] {
  const texts = [match.name, match.publisher, match.version, match.edition, except?.name, except?.publisher];
  const patterns = [...texts, ...Object.values(match.attributes ?? {})].flatMap((one) =>
    one !== undefined && 'pattern' in one ? [one.pattern] : [],
  );
  return version === undefined ? patterns : [...patterns, version.pattern];
}

function checkPattern(path: string, pattern: string): FieldError[] {
  try {
    new RegExp(pattern, 'iu');
    return [];
  } catch (cause) {
    return [{ path, message: `the pattern ${pattern} is not a regular expression: ${String(cause)}` }];
  }
}

function checkMetric(metric: Metric, catalog: Catalog): FieldError[] {
  const path = `metric ${metric.id}`;
  return [
    ...checkIntervals(path, metric.versions),
    ...metric.versions.flatMap((version) =>
      checkVersion(`${path} from ${version.effectiveFrom}`, version, catalog),
    ),
  ];
}

function checkVersion(path: string, version: MetricVersion, catalog: Catalog): FieldError[] {
  const code = metricRegistry.get(version.function);
  if (code === undefined) return [{ path, message: `there is no metric function "${version.function}"` }];
  const faults: string[] = [];
  for (const [name, kind] of Object.entries(code.parameters))
    if (!isOfKind(version.parameters[name], kind)) faults.push(`parameter "${name}" must be ${kind}`);
  for (const name of Object.keys(version.parameters))
    if (!(name in code.parameters)) faults.push(`${version.function} knows no parameter "${name}"`);
  for (const one of version.switches) {
    const allowed = code.switches[one.name];
    if (allowed === undefined) faults.push(`${version.function} knows no switch "${one.name}"`);
    else
      for (const value of one.values)
        if (!allowed.includes(value)) faults.push(`switch "${one.name}" knows no value "${value}"`);
    if (!one.values.includes(one.default))
      faults.push(`the default of switch "${one.name}" is none of its values`);
  }
  for (const name of code.tables) {
    const id = version.parameters[name];
    if (typeof id === 'string' && id !== 'none' && !catalog.tables.has(id))
      faults.push(`there is no table "${id}"`);
  }
  return faults.map((message) => ({ path, message }));
}

function isOfKind(value: unknown, kind: 'integer' | 'text' | 'boolean' | 'texts'): boolean {
  if (kind === 'integer') return Number.isInteger(value);
  if (kind === 'text') return typeof value === 'string';
  return kind === 'boolean' ? typeof value === 'boolean' : Array.isArray(value);
}

/** Half-open and in order; a gap is allowed (a rule may have been withdrawn for a time), an overlap is not. */
function checkIntervals(
  path: string,
  versions: readonly { readonly effectiveFrom: string; readonly effectiveTo: string | null }[],
): FieldError[] {
  const ordered = versions.toSorted((a, b) => (a.effectiveFrom < b.effectiveFrom ? -1 : 1));
  return ordered.flatMap((version, index) => {
    const next = ordered[index + 1];
    const faults: FieldError[] = [];
    if (version.effectiveTo !== null && version.effectiveTo <= version.effectiveFrom)
      faults.push({ path, message: `the version from ${version.effectiveFrom} ends before it begins` });
    if (next !== undefined && (version.effectiveTo === null || version.effectiveTo > next.effectiveFrom))
      faults.push({
        path,
        message: `the versions from ${version.effectiveFrom} and ${next.effectiveFrom} overlap`,
      });
    return faults;
  });
}
