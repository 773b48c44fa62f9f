import { randomUUID } from 'node:crypto';
import { buildContent, type ReportContent } from '../../report/build-content.ts';
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
  const built = await buildContent(host, program);
  const content = canonicalContent(built);
  const report = canonicalReport(content, {
    reportId: randomUUID(),
    agentId: null,
    sequence: null,
    previousDigest: null,
    observedAt,
  });
  program.out(`${flags.pretty === true ? JSON.stringify(JSON.parse(report), null, 2) : report}\n`);
  if (isOfMachine(built)) return 0;
  program.err(
    `coreledger-agent scan: nothing of a machine was found${host.local ? '' : `: is ${flags.root} a root folder (with etc, proc, var in it)?`}\n`,
  );
  return 1;
};

/** Whether anything was found that every machine has. */
function isOfMachine({ identity, sections }: ReportContent): boolean {
  const { cpu, firmware, operatingSystem, software } = sections;
  return (
    identity.machineIdHash !== null ||
    [cpu, firmware, operatingSystem, software].some(({ status }) => status === 'present')
  );
}
