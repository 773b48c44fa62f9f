import type { LicenseConfiguration, LicenseCountingType } from '../../reconciliation/aws-facts.ts';
import type { Catalog, Metric, SwitchValues } from '../catalog.ts';
import type { BindingSource } from '../license.ts';
import { SOFT_PARTITION } from '../soft-partition.ts';
import type { BindingNote } from './bind-licenses.ts';
import type { ConfigurationTags } from './configuration-tags.ts';
import type { LicenseEntry } from './licenses-file.ts';

export interface BoundMetric {
  readonly metric: string;
  readonly switches: SwitchValues;
  readonly source: BindingSource;
  readonly notes: readonly BindingNote[];
}

export const PLAIN_METRIC_OF: Readonly<Record<LicenseCountingType, string>> = {
  Core: 'core',
  Socket: 'socket',
  vCPU: 'vcpu',
  Instance: 'instance',
};

/** licenses.yaml, then the tag, then the configuration's counting type, then the product's own metric. */
export function bindMetric(
  license: string,
  entry: LicenseEntry | null,
  configurations: readonly LicenseConfiguration[],
  tags: readonly ConfigurationTags[],
  product: string | null,
  catalog: Catalog,
): BoundMetric {
  const tagged = tags.find((one) => one.metric !== null);
  const types = [...new Set(configurations.map((one) => one.countingType).filter((type) => type !== null))];
  const given = entry?.switches ?? tagged?.switches ?? {};
  const switches =
    entry?.choice === undefined ? given : { ...given, [SOFT_PARTITION]: entry.choice.position };
  const chosen = choose();
  const notes: BindingNote[] = [];
  if (chosen.source === 'configuration' && types.length > 1)
    notes.push({
      license,
      problem: 'counting-types-differ',
      text: `its configurations count by ${types.join(' and ')}: name a metric in licenses.yaml`,
    });
  const metric = catalog.metrics.get(chosen.metric);
  if (metric === undefined)
    notes.push({ license, problem: 'metric-unknown', text: `the catalog has no metric "${chosen.metric}"` });
  else {
    notes.push(...choiceNotes(license, entry, given, metric));
    notes.push(
      ...unknownSwitches(
        license,
        metric.versions.flatMap((one) => one.switches),
        switches,
      ),
    );
  }
  return { ...chosen, switches, notes };

  function choose(): { metric: string; source: BindingSource } {
    if (entry?.metric !== undefined) return { metric: entry.metric, source: 'licenses-file' };
    if (tagged?.metric != null) return { metric: tagged.metric, source: 'configuration-tags' };
    if (types[0] !== undefined) return { metric: PLAIN_METRIC_OF[types[0]], source: 'configuration' };
    const own = product === null ? null : (catalog.products.get(product)?.defaultMetric ?? null);
    return { metric: own ?? 'instance', source: 'configuration' };
  }
}

/** A reading of soft partitions other than the default is a position to defend: its reason belongs on record. */
function choiceNotes(
  license: string,
  entry: LicenseEntry | null,
  given: SwitchValues,
  metric: Metric,
): BindingNote[] {
  const known = metric.versions.flatMap((one) => one.switches).find((one) => one.name === SOFT_PARTITION);
  const wanted = given[SOFT_PARTITION];
  const chosen = entry?.choice?.position;
  if (known === undefined || wanted === undefined || wanted === chosen) return [];
  if (chosen !== undefined) {
    const text = `switch ${SOFT_PARTITION}=${wanted} and choice.position ${chosen} disagree; the choice counts`;
    return [{ license, problem: 'choice-contradicted', text }];
  }
  if (wanted === known.default) return [];
  const text = `${SOFT_PARTITION}=${wanted} is chosen without a reason: write choice.position and choice.reason`;
  return [{ license, problem: 'reason-missing', text }];
}

function unknownSwitches(
  license: string,
  known: readonly { readonly name: string; readonly values: readonly string[] }[],
  given: SwitchValues,
): BindingNote[] {
  return Object.entries(given).flatMap(([name, value]): BindingNote[] => {
    const found = known.filter((one) => one.name === name);
    if (found.some((one) => one.values.includes(value))) return [];
    const allowed =
      found.length === 0 ? `switches are ${names(known)}` : `it is one of ${found[0]?.values.join(', ')}`;
    return [{ license, problem: 'switch-unknown', text: `switch ${name}=${value} is not known; ${allowed}` }];
  });
}

function names(known: readonly { readonly name: string }[]): string {
  return [...new Set(known.map((one) => one.name))].join(', ') || 'none';
}
