import { CONFIGURATION_TAGS } from '../../licensing/binding/configuration-tags.ts';
import type { LicenseEntry, WantedInAws } from '../../licensing/binding/licenses-file.ts';
import type { AwsScope, LicenseConfiguration } from '../aws-facts.ts';
import { compareConfiguration } from './compare-configuration.ts';
import { type FieldChange, joinPlans, type LeftOut, type PlanBody, type PlanStep } from './plan.ts';
import { type NewLicenseConfiguration, wantedConfiguration } from './wanted-configuration.ts';

/** License Manager's quota of configurations in a Region. */
const MOST_IN_A_REGION = 25;

export interface WantedPlace extends AwsScope {
  readonly source: string;
  readonly entry: LicenseEntry;
  readonly wanted: WantedInAws;
}

/** The configuration that stands for an entry, and what has to be done for it. `arn` null: it is created by this plan. */
export interface PlannedConfiguration {
  readonly place: WantedPlace;
  readonly arn: string | null;
  readonly actual: LicenseConfiguration | null;
}

export interface ConfigurationsPlan extends PlanBody {
  readonly standing: readonly PlannedConfiguration[];
}

/** Configurations of one account and Region. Nothing that no entry claims is changed. */
export function planConfigurations(
  places: readonly WantedPlace[],
  existing: readonly LicenseConfiguration[],
): ConfigurationsPlan {
  const standing: PlannedConfiguration[] = [];
  let room = MOST_IN_A_REGION - existing.length;
  const parts = places.map((place): PlanBody => {
    const found = claimedBy(place.entry, existing);
    const leaveOut = (reason: string) => leftOut(place, 'its license configuration', reason);
    if (found.length > 1)
      return leaveOut(
        `several configurations are claimed for it (${found.map(({ arn }) => arn).join(', ')}): name one by its ARN`,
      );
    const [actual] = found;
    if (actual !== undefined) {
      standing.push({ place, arn: actual.arn, actual });
      return planChange(place, actual);
    }
    const wanted = wantedConfiguration(place.entry, place.wanted);
    const namesake = existing.find(({ name }) => name === wanted.name);
    if (namesake !== undefined)
      return leaveOut(
        `${namesake.arn} has the same name and is not claimed: name it in \`configuration\` of licenses.yaml to take it over`,
      );
    if (room <= 0)
      return leaveOut(`the Region has ${existing.length} configurations of ${MOST_IN_A_REGION} already`);
    room -= 1;
    standing.push({ place, arn: null, actual: null });
    return { steps: [createStep(place, wanted)], leftOut: onPremisesNote(place) };
  });
  return { ...joinPlans(parts), standing };
}

/** By `configuration` of the entry, or by the tag that an applied plan leaves. */
function claimedBy(entry: LicenseEntry, existing: readonly LicenseConfiguration[]): LicenseConfiguration[] {
  return existing.filter(
    (one) =>
      one.tags?.[CONFIGURATION_TAGS.license] === entry.id ||
      entry.configurations?.some((name) => [one.arn, one.id, one.name].includes(name)),
  );
}

function createStep(place: WantedPlace, wanted: NewLicenseConfiguration): PlanStep {
  const count = wanted.licenseCount === undefined ? 'no limit' : `${wanted.licenseCount} at most`;
  return {
    ...scopeOf(place),
    kind: 'create-configuration',
    license: place.entry.id,
    wanted,
    text: `create the license configuration "${wanted.name}", counting ${wanted.countingType}, ${count}`,
    reason: 'licenses.yaml wants it and License Manager has none',
  };
}

function planChange(place: WantedPlace, actual: LicenseConfiguration): PlanBody {
  const wanted = wantedConfiguration(place.entry, place.wanted);
  const { fields, change, tags, impossible } = compareConfiguration(wanted, actual);
  const base = { ...scopeOf(place), license: place.entry.id, arn: actual.arn };
  const name = actual.name ?? actual.arn;
  const steps: PlanStep[] = [];
  if (fields.length > 0)
    steps.push({
      ...base,
      kind: 'update-configuration',
      fields,
      change,
      text: `update "${name}": ${fields.map(wordsOf).join('; ')}`,
      reason: 'licenses.yaml says otherwise',
    });
  if (Object.keys(tags).length > 0)
    steps.push({
      ...base,
      kind: 'tag-configuration',
      tags,
      from: Object.fromEntries(Object.keys(tags).map((key) => [key, actual.tags?.[key] ?? null])),
      text: `tag "${name}": ${Object.entries(tags)
        .map(([key, value]) => `${key}=${value}`)
        .join(', ')}`,
      reason: 'so that the configuration says what it stands for',
    });
  return {
    steps,
    leftOut: [
      ...impossible.map((reason) => left(place, `a change of "${name}"`, reason)),
      ...onPremisesNote(place),
    ],
  };
}

/** Cores and sockets are counted by License Manager on Dedicated Hosts alone. */
function onPremisesNote(place: WantedPlace): LeftOut[] {
  const { countingType, associate } = place.wanted;
  if (!associate || countingType === 'vCPU' || countingType === 'Instance') return [];
  const reason = `License Manager associates managed instances by vCPU and Instance alone, not by ${countingType}: Coreledger counts them`;
  return [left(place, 'its on-premises hosts', reason)];
}

function wordsOf({ field, from, to }: FieldChange): string {
  const text = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value));
  return `${field} ${from === null ? 'not set' : text(from)} → ${text(to)}`;
}

export function scopeOf({ source, account, region }: WantedPlace) {
  return { source, account, region };
}

function left(place: WantedPlace, what: string, reason: string): LeftOut {
  return { license: place.entry.id, what, reason };
}

function leftOut(place: WantedPlace, what: string, reason: string): PlanBody {
  return { steps: [], leftOut: [left(place, what, reason)] };
}
