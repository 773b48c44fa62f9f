import { type AgentStatus, agentStatus } from '../../status.ts';
import { openSettings } from '../open-settings.ts';
import type { VerbRun } from '../program.ts';
import { reportStateFaults } from '../with-run-lock.ts';

export const status: VerbRun = async (program, flags) => {
  const settings = openSettings(program, flags, 'status');
  if (settings === null) return 2;
  return reportStateFaults(program, 'status', settings.stateDirectory, async () => {
    const found = agentStatus(settings.stateDirectory);
    program.out(flags.json === true ? `${JSON.stringify(found, null, 2)}\n` : render(found));
    return found.nextSteps.length === 0 ? 0 : 1;
  });
};

function render(found: AgentStatus): string {
  const { enrollment, failure, spool, gaps, rejected, nextSteps } = found;
  const lines: [string, string][] = [];
  if (enrollment === null) lines.push(['enrolled', 'no']);
  else {
    lines.push(['enrolled', `since ${enrollment.enrolledAt}, ${enrollment.status}`]);
    lines.push(['agent', enrollment.agentId], ['host', enrollment.hostId], ['key', enrollment.keyId]);
    for (const url of enrollment.urls) lines.push(['collector', url]);
  }
  lines.push(['last run', found.lastRunAt ?? 'never']);
  lines.push([
    'delivered',
    found.deliveredAt === null ? 'nothing yet' : `${found.deliveredAt} to ${found.deliveredTo}`,
  ]);
  if (failure !== null) lines.push(['failed', `${failure.at}: ${failure.why}`]);
  if (failure !== null && failure.notBefore !== null) lines.push(['not before', failure.notBefore]);
  lines.push([
    'spool',
    spool.messages === 0
      ? 'empty'
      : `${spool.messages} waiting, ${spool.bytes} bytes, oldest of ${spool.oldest}`,
  ]);
  for (const gap of gaps)
    lines.push([
      'gap',
      gap.firstObservedAt === null
        ? `${gap.reason}, recorded ${gap.recordedAt}`
        : `${gap.messages} lost, ${gap.reason}, of ${gap.firstObservedAt} to ${gap.lastObservedAt}`,
    ]);
  for (const { at, code, detail } of rejected)
    lines.push(['refused', `${at} ${code}${detail === null ? '' : `: ${detail}`}`]);
  for (const step of nextSteps) lines.push(['next', step]);
  return lines.map(([name, value]) => `${`${name}:`.padEnd(12)}${value}\n`).join('');
}
