import { AppError } from '../errors.ts';
import type { AgentRecord, AgentStatus, AgentStore } from '../ports/agent-store.ts';
import type { AuditLog } from '../ports/audit-log.ts';
import type { Clock } from '../ports/clock.ts';
import type { Page, PageRequest } from '../ports/page.ts';

export interface ManageAgents {
  list(page: PageRequest & { status?: AgentStatus | undefined }): Promise<Page<AgentRecord>>;
  /** Throws AppError `not-found`, and `conflict` where the change makes no sense (approving what is not pending). */
  approve(agentId: string, actor: string, reason: string): Promise<AgentRecord>;
  revoke(agentId: string, actor: string, reason: string): Promise<AgentRecord>;
}

export function createManageAgents(parts: {
  agents: AgentStore;
  audit: AuditLog;
  clock: Clock;
}): ManageAgents {
  const { agents, audit, clock } = parts;

  async function known(agentId: string): Promise<AgentRecord> {
    const agent = await agents.byId(agentId);
    if (agent === undefined) throw new AppError('not-found', `no agent ${agentId}`);
    return agent;
  }

  async function change(
    agent: AgentRecord,
    status: AgentStatus,
    action: string,
    actor: string,
    reason: string,
  ) {
    await agents.setStatus(agent.agentId, status);
    await audit.add({
      at: clock.now(),
      actor,
      action,
      subject: `agent:${agent.agentId}`,
      reason,
      detail: { hostId: agent.hostId, hostName: agent.hostName, from: agent.status, to: status },
    });
    return { ...agent, status };
  }

  return {
    list: (page) => agents.list(page),
    async approve(agentId, actor, reason) {
      const agent = await known(agentId);
      if (agent.status !== 'pending')
        throw new AppError('conflict', `agent ${agentId} is ${agent.status}, not pending`);
      return change(agent, 'active', 'agent.approve', actor, reason);
    },
    async revoke(agentId, actor, reason) {
      const agent = await known(agentId);
      return agent.status === 'revoked' ? agent : change(agent, 'revoked', 'agent.revoke', actor, reason);
    },
  };
}
