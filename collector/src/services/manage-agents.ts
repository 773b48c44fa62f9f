import { AppError } from '../errors.ts';
import type { HostChange } from '../identity/host-change.ts';
import type { AgentRecord, AgentStatus, AgentStore } from '../ports/agent-store.ts';
import type { Clock } from '../ports/clock.ts';
import type { Page, PageRequest } from '../ports/page.ts';
import { type DecidedBy, hostDecision } from './host-decision.ts';
import type { ManageHosts } from './manage-hosts.ts';

export interface ManageAgents {
  list(page: PageRequest & { status?: AgentStatus | undefined }): Promise<Page<AgentRecord>>;
  /**
   * Decides on a pending enrolment. `same-host`: the machine is the known host that it looks like, its own host is merged into
   * that one. `new-host`: it is another machine, a clone, and goes on counting by itself. Throws AppError `not-found`, and
   * `conflict` where the agent is not pending or the hosts cannot be merged.
   */
  approve(agentId: string, as: Approval, by: DecidedBy): Promise<AgentRecord>;
  /** No report is taken from the key any more. The host of a pending enrolment is retired; any other goes on counting. */
  revoke(agentId: string, by: DecidedBy): Promise<AgentRecord>;
}

export type Approval = 'same-host' | 'new-host';

export function createManageAgents(parts: {
  agents: AgentStore;
  hosts: Pick<ManageHosts, 'standing'>;
  clock: Clock;
}): ManageAgents {
  const { agents, hosts, clock } = parts;

  async function known(agentId: string): Promise<AgentRecord> {
    const agent = await agents.byId(agentId);
    if (agent === undefined) throw new AppError('not-found', `no agent ${agentId}`);
    return agent;
  }

  /** What joining the agent's host into the known one takes; that one may itself be merged into another, which counts for it, by now. */
  async function joining(hostId: string, claimed: string): Promise<HostChange | null> {
    const known = await hosts.standing(claimed);
    const into = known.mergedInto ?? known.hostId;
    const { mergedInto } = await hosts.standing(hostId);
    return mergedInto === into || into === hostId ? null : { kind: 'merge', into };
  }

  async function dismissal(hostId: string): Promise<HostChange | null> {
    const { mergedInto, retiredAt, merged } = await hosts.standing(hostId);
    // Others that count through it go on counting.
    return mergedInto === null && retiredAt === null && merged.length === 0 ? { kind: 'retire' } : null;
  }

  async function decide(
    agent: AgentRecord,
    decision: { to: AgentStatus; action: string; onHost: HostChange | null },
    by: DecidedBy,
  ): Promise<AgentRecord> {
    const { agentId, hostId, hostName, status: from } = agent;
    const { to, action, onHost } = decision;
    const at = clock.now();
    const { objection } = await agents.decide({
      agentId,
      from,
      to,
      host: onHost === null ? null : hostDecision(hostId, onHost, at, by),
      entry: {
        at,
        actor: by.actor,
        action,
        subject: `agent:${agentId}`,
        reason: by.reason,
        detail: { hostId, hostName, from, to },
      },
    });
    if (objection !== null) throw new AppError('conflict', objection);
    return { ...agent, status: to };
  }

  return {
    list: (page) => agents.list(page),
    async approve(agentId, as, by) {
      const agent = await known(agentId);
      if (agent.status !== 'pending')
        throw new AppError('conflict', `agent ${agentId} is ${agent.status}, not pending`);
      const onHost =
        as === 'same-host' && agent.claim !== null ? await joining(agent.hostId, agent.claim.hostId) : null;
      return decide(agent, { to: 'active', action: `agent.approve-${as}`, onHost }, by);
    },
    async revoke(agentId, by) {
      const agent = await known(agentId);
      if (agent.status === 'revoked') return agent;
      const onHost = agent.status === 'pending' ? await dismissal(agent.hostId) : null;
      return decide(agent, { to: 'revoked', action: 'agent.revoke', onHost }, by);
    },
  };
}
