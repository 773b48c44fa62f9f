import type { EditionEvidence } from '@coreledger/shared/edition-evidence.ts';
import type { SourceOutcome } from '@coreledger/shared/section.ts';
import type { Collector } from '../collector.ts';
import { fieldReader } from '../field-reader.ts';
import { fromSource, present } from '../outcome.ts';
import { db2 } from './db2.ts';
import type { Detector } from './detector.ts';
import { ibmInstallationManager } from './ibm-installation-manager.ts';
import { ibmMq } from './ibm-mq.ts';
import { java } from './java.ts';
import { oracleDatabase } from './oracle-database.ts';
import { rhelSubscription } from './rhel-subscription.ts';
import { sqlServerLinux } from './sql-server-linux.ts';
import { sqlServerWindows } from './sql-server-windows.ts';
import { suseSubscription } from './suse-subscription.ts';
import { weblogic } from './weblogic.ts';
import { windowsServer } from './windows-server.ts';

const DETECTORS: readonly Detector[] = [
  sqlServerWindows,
  windowsServer,
  sqlServerLinux,
  oracleDatabase,
  java,
  weblogic,
  db2,
  ibmMq,
  ibmInstallationManager,
  rhelSubscription,
  suseSubscription,
];
const MAX_EDITIONS = 5_000;

/** Each detector that fits the platform; one that fails leaves the others' findings, in an incomplete section. */
export const editions: Collector<'editions'> = {
  section: 'editions',
  deadlineMs: 60_000,
  async collect(host, soFar) {
    const found: EditionEvidence[] = [];
    const outcomes: SourceOutcome[] = [];
    for (const detector of DETECTORS.filter(({ platform }) => platform === host.platform)) {
      const files = fieldReader(host, detector.name);
      const { value, outcome } = await fromSource(detector.name, () => detector.detect(host, soFar, files));
      found.push(...(value ?? []));
      outcomes.push(isTrouble(outcome) || !isTrouble(files.outcome()) ? outcome : files.outcome());
    }
    if (outcomes.length === 0) return { status: 'unavailable', reason: 'no detector for this platform' };
    if (found.length <= MAX_EDITIONS) return present(found, outcomes);
    const detail = `${found.length} findings, of which ${MAX_EDITIONS} are sent`;
    const cut: SourceOutcome = { name: 'limit', status: 'unavailable', detail };
    return present(found.slice(0, MAX_EDITIONS), [...outcomes, cut]);
  },
};

function isTrouble({ status }: SourceOutcome): boolean {
  return status === 'unavailable' || status === 'failed';
}
