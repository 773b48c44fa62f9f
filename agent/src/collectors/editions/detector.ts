import type { EditionEvidence } from '@coreledger/shared/edition-evidence.ts';
import type { Sections } from '@coreledger/shared/host-report.ts';
import type { Host } from '../../host/host.ts';
import type { FieldReader } from '../field-reader.ts';

/**
 * Looks for one product by what its vendor leaves on the machine. `detect` gives undefined where the product is not here, and
 * throws HostReadError where that could not be told. What `files` could not read makes the detector's outcome, beside what
 * was found all the same.
 */
export interface Detector {
  readonly name: string;
  readonly platform: Host['platform'];
  detect(host: Host, soFar: Partial<Sections>, files: FieldReader): Promise<EditionEvidence[] | undefined>;
}
