import type { HostReport } from '@coreledger/shared/host-report.ts';
import { AGENT_VERSION } from '../agent-version.ts';
import { collectSections } from '../collectors/collect-sections.ts';
import type { Host } from '../host/host.ts';
import { hostIdentity } from '../identity/host-identity.ts';
import { withSecondOpinion } from '../second-opinion/second-opinion.ts';

/** What a report says of the host; equal content is announced, not sent again. */
export type ReportContent = Pick<HostReport, 'agent' | 'identity' | 'sections'>;

export interface AgentProcess {
  readonly platform: string;
  readonly architecture: string;
  readonly privileged: boolean | null;
}

/** Runs every collector and derives the identity from what they found. Never rejects for what a machine may lack. */
export async function buildContent(host: Host, agent: AgentProcess): Promise<ReportContent> {
  const sections = await withSecondOpinion(host, await collectSections(host), 'in-doubt');
  return {
    agent: {
      version: AGENT_VERSION,
      platform: agent.platform,
      architecture: agent.architecture,
      // Of another root nothing is known of who could read it.
      privileged: host.local ? agent.privileged : null,
    },
    identity: await hostIdentity(host, sections),
    sections,
  };
}
