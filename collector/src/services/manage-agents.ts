import { AppError } from '../errors.ts';
import type { AgentRecord, AgentStatus, AgentStore } from '../ports/agent-store.ts';
import type { AuditLog } from '../ports/audit-log.ts';
import type { Clock } from '../ports/clock.ts';
import type { Page, PageRequest } from '../ports/page.ts';
import type { ManageHosts } from './manage-hosts.ts';

export interface ManageAgents {
  list(page: PageRequest & { status?: AgentStatus | undefined }): Promise<Page<AgentRecord>>;
  /**
   * Decides on a pending enrolment. `same-host`: the machine is the known host that it looks like, its own host is merged into
   * that one. `new-host`: it is another machine, a clone, and goes on counting by itself. Throws AppError `not-found`, and
   * `conflict` where the agent is not pending or the hosts cannot be merged.
   */
  approve(agentId: string, as: Approval, by: Decision): Promise<AgentRecord>;
  /** No report is taken from the key any more. The host of a pending enrolment is retired; any other goes on counting. */
  revoke(agentId: string, by: Decision): Promise<AgentRecord>;
}

export type Approval = 'same-host' | 'new-host';

interface Decision {
  readonly actor: string;
  readonly reason: string;
}

export function createManageAgents(parts: {
  agents: AgentStore;
  hosts: ManageHosts;
  audit: AuditLog;
  clock: Clock;
}): ManageAgents {
  const { agents, hosts, audit, clock } = parts;

  async function known(agentId: string): Promise<AgentRecord> {
    const agent = await agents.byId(agentId);
    if (agent === undefined) throw new AppError('not-found', `no agent ${agentId}`);
    return agent;
  }

  async function change(agent: AgentRecord, status: AgentStatus, action: string, by: Decision) {
    await agents.setStatus(agent.agentId, status);
    await audit.add({
      at: clock.now(),
      actor: by.actor,
      action,
      subject: `agent:${agent.agentId}`,
      reason: by.reason,
      detail: { hostId: agent.hostId, hostName: agent.hostName, from: agent.status, to: status },
    });
    return { ...agent, status };
  }

  /**
   * The known host may itself be merged into another by now: that one counts for it. Both this and `dismiss` may be asked again after
   * a crash between the decision on the host and the one on the agent.
   */
  async function join(hostId: string, claimed: string, by: Decision): Promise<void> {
    const known = await hosts.standing(claimed);
    const into = known.mergedInto ?? known.hostId;
    const { mergedInto } = await hosts.standing(hostId);
    if (mergedInto !== into && into !== hostId) await hosts.change(hostId, { kind: 'merge', into }, by);
  }

  async function dismiss(hostId: string, by: Decision): Promise<void> {
    const { mergedInto, retiredAt, merged } = await hosts.standing(hostId);
    // Others that count through it go on counting.
    if (mergedInto === null && retiredAt === null && merged.length === 0)
      await hosts.change(hostId, { kind: 'retire' }, by);
  }

  return {
    list: (page) => agents.list(page),
    async approve(agentId, as, by) {
      const agent = await known(agentId);
      if (agent.status !== 'pending')
        throw new AppError('conflict', `agent ${agentId} is ${agent.status}, not pending`);
      if (as === 'same-host' && agent.claim !== null) await join(agent.hostId, agent.claim.hostId, by);
      return change(agent, 'active', `agent.approve-${as}`, by);
    },
    async revoke(agentId, by) {
      const agent = await known(agentId);
      if (agent.status === 'revoked') return agent;
      if (agent.status === 'pending') await dismiss(agent.hostId, by);
      return change(agent, 'revoked', 'agent.revoke', by);
    },
  };
}
