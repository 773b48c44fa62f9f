import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { StateError } from '../state/open-state.ts';
import { writeFileAtomically } from '../state/write-file-atomically.ts';

/** What enrolment left on this host. */
export interface Enrollment {
  readonly agentId: string;
  readonly hostId: string;
  readonly status: 'active' | 'pending';
  readonly urls: readonly string[];
  /** The collector's CA certificate, PEM; null for plain HTTP on loopback. */
  readonly ca: string | null;
  readonly keyId: string;
  readonly enrolledAt: string;
}

export const ENROLLMENT_FILE = 'enrollment.json';

/** Null where this host is not enrolled. Throws StateError where the file cannot be read or used. */
export function readEnrollment(stateDirectory: string): Enrollment | null {
  const path = join(stateDirectory, ENROLLMENT_FILE);
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return null;
    throw new StateError(`${path}: cannot be read (${code}). Run as root, or choose a folder with --state`);
  }
  const value = parse(text);
  if (value === undefined) throw new StateError(`${path}: damaged. Enrol again with a join token`);
  return value;
}

export function saveEnrollment(stateDirectory: string, enrollment: Enrollment): void {
  writeFileAtomically(join(stateDirectory, ENROLLMENT_FILE), `${JSON.stringify(enrollment, null, 2)}\n`);
}

function parse(text: string): Enrollment | undefined {
  try {
    const value = JSON.parse(text) as Enrollment;
    return typeof value.agentId === 'string' && Array.isArray(value.urls) ? value : undefined;
  } catch {
    return undefined;
  }
}
