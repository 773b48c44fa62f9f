import { randomUUID } from 'node:crypto';
import { buildContent } from '../../report/build-content.ts';
import { canonicalContent, canonicalReport } from '../../report/canonical-report.ts';
import { openHost } from '../open-host.ts';
import type { VerbRun } from '../program.ts';

export const scan: VerbRun = async (program, flags) => {
  const host = openHost(flags);
  if (typeof host === 'string') {
    program.err(`coreledger-agent scan: ${host}\n`);
    return 2;
  }
  const observedAt = new Date(program.now()).toISOString();
  const content = canonicalContent(await buildContent(host, program));
  const report = canonicalReport(content, {
    reportId: randomUUID(),
    agentId: null,
    sequence: null,
    previousDigest: null,
    observedAt,
  });
  program.out(`${flags.pretty === true ? JSON.stringify(JSON.parse(report), null, 2) : report}\n`);
  return 0;
};
