import type { EditionEvidence } from '@coreledger/shared/edition-evidence.ts';
import type { SourceOutcome } from '@coreledger/shared/section.ts';
import type { Collector } from '../collector.ts';
import { fromSource, present } from '../outcome.ts';
import type { Detector } from './detector.ts';
import { sqlServerWindows } from './sql-server-windows.ts';
import { windowsServer } from './windows-server.ts';

const DETECTORS: readonly Detector[] = [sqlServerWindows, windowsServer];
const MAX_EDITIONS = 5_000;

/** Each detector that fits the platform; one that fails leaves the others' findings, in an incomplete section. */
export const editions: Collector<'editions'> = {
  section: 'editions',
  deadlineMs: 60_000,
  async collect(host, soFar) {
    const found: EditionEvidence[] = [];
    const outcomes: SourceOutcome[] = [];
    for (const detector of DETECTORS.filter(({ platform }) => platform === host.platform)) {
      const { value, outcome } = await fromSource(detector.name, () => detector.detect(host, soFar));
      found.push(...(value ?? []));
      outcomes.push(outcome);
    }
    if (outcomes.length === 0) return { status: 'unavailable', reason: 'no detector for this platform' };
    return present(found.slice(0, MAX_EDITIONS), outcomes);
  },
};
