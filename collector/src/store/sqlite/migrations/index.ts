import { core } from './001-core.ts';
import { aws } from './020-aws.ts';
import { findings } from './030-findings.ts';
import { snapshots } from './040-snapshots.ts';
import { alerts } from './041-alerts.ts';
import { hostDecisions } from './050-host-decisions.ts';
import { placements } from './051-placements.ts';
import { titleIndex } from './063-title-index.ts';
import { pulse } from './066-pulse.ts';
import { retention } from './067-retention.ts';
import { awsReads } from './076-aws-reads.ts';
import { findingCause } from './077-finding-cause.ts';
import { enrollmentClaims } from './085-enrollment-claims.ts';
import { plans } from './086-plans.ts';
import { hostIdentifiers } from './087-host-identifiers.ts';
import { importedMachines } from './088-imported-machines.ts';
import { decisionMarks } from './089-decision-marks.ts';
import { claimOthers } from './091-claim-others.ts';
import { forksByTime } from './092-forks-by-time.ts';
import { findingLicenses } from './095-finding-licenses.ts';

/** One step forward of the schema. A released migration is never edited. */
export interface Migration {
  readonly version: number;
  readonly name: string;
  readonly sql: string;
}

/** In order; each is done once, also where it came after later ones. Numbers may leave gaps, never repeat; the highest is `user_version`. */
export const migrations: readonly Migration[] = [
  { version: 1, name: 'core', sql: core },
  { version: 20, name: 'aws', sql: aws },
  { version: 30, name: 'findings', sql: findings },
  { version: 40, name: 'snapshots', sql: snapshots },
  { version: 41, name: 'alerts', sql: alerts },
  { version: 50, name: 'host-decisions', sql: hostDecisions },
  { version: 51, name: 'placements', sql: placements },
  { version: 63, name: 'title-index', sql: titleIndex },
  { version: 66, name: 'pulse', sql: pulse },
  { version: 67, name: 'retention', sql: retention },
  { version: 76, name: 'aws-reads', sql: awsReads },
  { version: 77, name: 'finding-cause', sql: findingCause },
  { version: 85, name: 'enrollment-claims', sql: enrollmentClaims },
  { version: 86, name: 'plans', sql: plans },
  { version: 87, name: 'host-identifiers', sql: hostIdentifiers },
  { version: 88, name: 'imported-machines', sql: importedMachines },
  { version: 89, name: 'decision-marks', sql: decisionMarks },
  { version: 91, name: 'claim-others', sql: claimOthers },
  { version: 92, name: 'forks-by-time', sql: forksByTime },
  { version: 95, name: 'finding-licenses', sql: findingLicenses },
];
