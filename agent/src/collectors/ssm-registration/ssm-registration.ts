import type { Conflict, SourceOutcome } from '@coreledger/shared/section.ts';
import type { Host } from '../../host/host.ts';
import type { Collector, SectionValue } from '../collector.ts';
import { fromSource, present, unavailableReason } from '../outcome.ts';
import { parseRegistration, type Registration } from './parse-registration.ts';
import { type SsmFile, ssmFiles } from './ssm-files.ts';

const MAX_BYTES = 256 * 1024;
const NONE: SectionValue<'ssmRegistration'> = {
  managedInstanceId: null,
  region: null,
  identityType: null,
  agentVersion: null,
  source: null,
};

interface Found extends SsmFile {
  readonly registration: Registration;
}

/** The Systems Manager registration on disk. All three files are root's: without privileges they are unavailable, not absent. */
export const ssmRegistration: Collector<'ssmRegistration'> = {
  section: 'ssmRegistration',
  deadlineMs: 5_000,
  async collect(host) {
    const { found, outcomes } = await readFiles(host);
    const [trusted] = found;
    if (trusted !== undefined) return present(merge(trusted, found), outcomes, conflicts(found));
    if (outcomes.every(({ status }) => status === 'absent' || status === 'read'))
      return present(NONE, outcomes);
    const reason = unavailableReason(outcomes, 'the registration could not be read');
    return outcomes.some(({ status }) => status === 'failed')
      ? { status: 'failed', error: reason }
      : { status: 'unavailable', reason };
  },
};

async function readFiles(host: Host): Promise<{ found: Found[]; outcomes: SourceOutcome[] }> {
  const found: Found[] = [];
  const outcomes: SourceOutcome[] = [];
  for (const file of ssmFiles(host.platform)) {
    const { value, outcome } = await fromSource(file.name, () =>
      parseRegistration(host.readText(file.path, MAX_BYTES)),
    );
    outcomes.push(outcome);
    if (value !== undefined) found.push({ ...file, registration: value });
  }
  return { found, outcomes };
}

function merge(trusted: Found, found: readonly Found[]): SectionValue<'ssmRegistration'> {
  const { managedInstanceId } = trusted.registration;
  const same = found.filter(({ registration }) => registration.managedInstanceId === managedInstanceId);
  const first = (field: 'region' | 'identityType') =>
    same.map(({ registration }) => registration[field]).find((value) => value !== null) ?? null;
  return {
    ...NONE,
    managedInstanceId,
    region: first('region'),
    identityType: first('identityType'),
    source: trusted.path,
  };
}

function conflicts(found: readonly Found[]): Conflict[] {
  const values = found.map(({ name, registration }) => ({
    source: name,
    value: registration.managedInstanceId,
  }));
  const differ = new Set(values.map(({ value }) => value)).size > 1;
  return differ ? [{ field: 'managedInstanceId', values }] : [];
}
