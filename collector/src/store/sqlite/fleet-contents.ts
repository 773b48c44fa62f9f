import type { HostIdentity } from '@coreledger/shared/host-identity.ts';
import type { SectionName, Sections } from '@coreledger/shared/host-report.ts';
import type { FleetHost, KnownSection, SectionTrouble } from '../../ports/fleet-store.ts';
import type { ContentTable } from './content-table.ts';
import type { StandingSection } from './read-hosts.ts';

type Present = Extract<Sections[SectionName], { status: 'present' }>;
type SectionPart = Pick<FleetHost, 'identity' | 'sections' | 'software' | 'trouble'>;

/** Contents that many hosts share are met again before as many others are. */
const GENERATION = 1_024;
const MET_ONCE = 16_384;

/**
 * Turns the rows that stand for one host into its facts. Parsed contents that several show are kept for a while: they never change
 * under their number. What one host alone shows is not: kept for a while it would outlive the collections of what is young, and
 * the heap would grow by it until all of it is marked.
 */
export function fleetContents(
  contents: ContentTable,
): (standing: readonly StandingSection[]) => SectionPart | undefined {
  let recent = new Map<number, unknown>();
  let older = new Map<number, unknown>();
  /** Numbers that were met, each in its place until another takes it. */
  const met = new Float64Array(MET_ONCE);

  function content<Value>(contentNo: number): Value {
    let value = recent.get(contentNo);
    if (value === undefined) {
      value = older.get(contentNo) ?? contents.read(contentNo);
      if (met[contentNo % MET_ONCE] === contentNo) keep(contentNo, value);
      else met[contentNo % MET_ONCE] = contentNo;
    }
    return value as Value;
  }

  function keep(contentNo: number, value: unknown): void {
    if (recent.size >= GENERATION) {
      older = recent;
      recent = new Map();
    }
    recent.set(contentNo, value);
  }

  return function partsOf(standing) {
    let identity: HostIdentity | undefined;
    const sections: Record<string, KnownSection> = {};
    const trouble: Record<string, SectionTrouble> = {};
    let software: FleetHost['software'];
    for (const row of standing) {
      if (row.section === 'agent') continue;
      if (row.section === 'identity') {
        identity = content<HostIdentity>(row.content_no);
        continue;
      }
      const outcome = content<Sections[SectionName]>(row.content_no);
      if (outcome.status !== 'present') trouble[row.section] = troubleOf(outcome, row.valid_from);
      if (row.known_content_no === null) continue;
      const known =
        outcome.status === 'present' && row.known_content_no === row.content_no
          ? outcome
          : content<Present>(row.known_content_no);
      // What is known may be whole while the newest outcome is not: only a present, complete one vouches for absence.
      const complete = outcome.status === 'present' && outcome.complete;
      if (row.section === 'software') {
        if (row.known_set_no !== null)
          software = { setNo: row.known_set_no, complete, validFrom: row.valid_from };
        continue;
      }
      sections[row.section] = {
        contentNo: row.known_content_no,
        value: known.value,
        complete,
        conflicts: known.conflicts.map((conflict) => conflict.field),
        validFrom: row.valid_from,
      } as KnownSection;
    }
    if (identity === undefined) return undefined;
    return { identity, sections, software, trouble } as SectionPart;
  };
}

function troubleOf(
  outcome: Exclude<Sections[SectionName], { status: 'present' }>,
  since: number,
): SectionTrouble {
  return outcome.status === 'failed'
    ? { status: 'failed', detail: outcome.error, since }
    : { status: 'unavailable', detail: outcome.reason, since };
}
