import { parseDocument } from 'yaml';
import { AppError, type FieldError } from '../errors.ts';
import type { LicenseEntry } from '../licensing/binding/licenses-file.ts';
import type { ExemptionRule } from '../licensing/exemption.ts';
import { isDay } from '../licensing/is-day.ts';
import type { HostGroup, TagCondition } from '../licensing/scope.ts';
import { faultsOf } from './load-catalog.ts';
import { type GroupEntry, LicensesFile, type LicensesFileEntry } from './schema/licenses-file.ts';

/** What licenses.yaml says. Groups by id. */
export interface Licenses {
  readonly entries: readonly LicenseEntry[];
  readonly groups: ReadonlyMap<string, HostGroup>;
}

/** Reads the text of licenses.yaml. Throws AppError `invalid-config` with every fault and its place. */
export function readLicensesFile(text: string, path: string): Licenses {
  const document = parseDocument(text);
  const broken = document.errors.map(
    (error): FieldError => ({ path, message: error.message.split('\n')[0] ?? error.code }),
  );
  const value: unknown = broken.length === 0 ? (document.toJS() ?? { licenses: [] }) : null;
  const faults = broken.length > 0 ? broken : faultsOf(path, LicensesFile, value);
  if (faults.length === 0) faults.push(...groupFaults(path, value as LicensesFile));
  if (faults.length === 0) faults.push(...meaningFaults(path, (value as LicensesFile).licenses));
  if (faults.length > 0)
    throw new AppError(
      'invalid-config',
      `${path} has ${faults.length} ${faults.length === 1 ? 'fault' : 'faults'}`,
      { errors: faults },
    );
  const { licenses, groups: named = [] } = value as LicensesFile;
  const groups = new Map(named.map((one) => [one.id, toGroup(one)]));
  return { entries: licenses.map((one) => toEntry(one, groups)), groups };
}

function groupFaults(path: string, { groups = [], licenses }: LicensesFile): FieldError[] {
  const ids = groups.map(({ id }) => id);
  const faults = groups.flatMap(({ id, hosts, names, tags }, index): FieldError[] => {
    const at = `${path}#/groups/${index}`;
    if (ids.indexOf(id) < index) return [{ path: `${at}/id`, message: `"${id}" is there twice` }];
    if (hosts === undefined && names === undefined && tags === undefined)
      return [{ path: at, message: 'name hosts, patterns of names, or tags' }];
    return [];
  });
  const used = licenses.flatMap(({ scope, exemptions = [] }, index) => [
    ...(scope?.groups ?? []).map((id) => [`${path}#/licenses/${index}/scope/groups`, id] as const),
    ...exemptions.flatMap((one, position) =>
      (one.groups ?? []).map(
        (id) => [`${path}#/licenses/${index}/exemptions/${position}/groups`, id] as const,
      ),
    ),
  ]);
  const known = ids.join(', ') || 'none';
  return [
    ...faults,
    ...used
      .filter(([, id]) => !ids.includes(id))
      .map(([at, id]) => ({ path: at, message: `there is no group "${id}"; groups are: ${known}` })),
  ];
}

function toGroup({ id, hosts = [], names = [], tags }: GroupEntry): HostGroup {
  return {
    id,
    hosts,
    names: names.map((one) => one.toLowerCase()),
    tags: tags === undefined ? null : tagCondition(tags),
  };
}

function meaningFaults(path: string, entries: readonly LicensesFileEntry[]): FieldError[] {
  const seen = new Set<string>();
  return entries.flatMap((entry, index) => {
    const at = `${path}#/licenses/${index}`;
    const faults: FieldError[] = [];
    if (seen.has(entry.id)) faults.push({ path: `${at}/id`, message: `"${entry.id}" is there twice` });
    seen.add(entry.id);
    if (entry.editions !== undefined && entry.product === undefined && entry.configuration === undefined)
      faults.push({ path: `${at}/editions`, message: 'editions are of a product: name it' });
    entry.exemptions?.forEach((one, position) => {
      if (one.hosts === undefined && one.groups === undefined && one.tags === undefined)
        faults.push({
          path: `${at}/exemptions/${position}`,
          message: 'name the hosts, or groups or tags that select them',
        });
      if (one.kind === 'excluded' && one.expires === undefined)
        faults.push({
          path: `${at}/exemptions/${position}/expires`,
          message: 'an exclusion needs a date on which it ends',
        });
    });
    if (entry.aws?.hardLimit === true && entry.aws.count === undefined && entry.owned === undefined)
      faults.push({ path: `${at}/aws/hardLimit`, message: 'a hard limit needs a count' });
    for (const [field, date] of datesOf(entry))
      if (!isDay(date)) faults.push({ path: `${at}/${field}`, message: `${date} is no date` });
    return faults;
  });
}

function datesOf(entry: LicensesFileEntry): [string, string][] {
  const dates: [string, string | undefined][] = [
    ['validFrom', entry.validFrom],
    ['expires', entry.expires],
    ...(entry.exemptions ?? []).map((one, index): [string, string | undefined] => [
      `exemptions/${index}/expires`,
      one.expires,
    ]),
  ];
  return dates.filter((one): one is [string, string] => one[1] !== undefined);
}

function toEntry(entry: LicensesFileEntry, groups: ReadonlyMap<string, HostGroup>): LicenseEntry {
  const groupsOf = (ids: readonly string[]) => ids.flatMap((id) => groups.get(id) ?? []);
  const { configuration, scope, exemptions, validFrom, expires, aws, ...same } = entry;
  return {
    ...same,
    ...(configuration === undefined
      ? {}
      : { configurations: typeof configuration === 'string' ? [configuration] : configuration }),
    ...(scope === undefined
      ? {}
      : {
          scope: {
            ...scope,
            ...(scope.groups === undefined ? {} : { groups: groupsOf(scope.groups) }),
            ...(scope.tags === undefined ? {} : { tags: tagCondition(scope.tags) }),
            ...(scope.excludedTags === undefined ? {} : { excludedTags: tagCondition(scope.excludedTags) }),
          },
        }),
    ...(aws === undefined ? {} : { aws: { ...aws, associate: aws.associate ?? true } }),
    ...(exemptions === undefined
      ? {}
      : { exemptions: exemptions.map((one) => toExemption(one, groupsOf(one.groups ?? []))) }),
    ...(validFrom === undefined ? {} : { validFrom: Date.parse(validFrom) }),
    ...(expires === undefined ? {} : { expiresAt: Date.parse(expires) }),
  } as LicenseEntry;
}

function toExemption(
  exemption: NonNullable<LicensesFileEntry['exemptions']>[number],
  groups: readonly HostGroup[],
): ExemptionRule {
  const { kind, reason, hosts, tags, expires } = exemption;
  return {
    kind,
    reason,
    hosts: hosts ?? null,
    groups: groups.length === 0 ? null : groups,
    tags: tags === undefined ? null : tagCondition(tags),
    expiresAt: expires === undefined ? null : Date.parse(expires),
  };
}

function tagCondition(tags: Readonly<Record<string, string | readonly string[]>>): TagCondition {
  return Object.fromEntries(
    Object.entries(tags).map(([key, value]) => [key, typeof value === 'string' ? [value] : value]),
  );
}
