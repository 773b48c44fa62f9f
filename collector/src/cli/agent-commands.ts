import type { AgentRecord, AgentStatus } from '../ports/agent-store.ts';
import type { Approval } from '../services/manage-agents.ts';
import { type Command, line, UsageError } from './command.ts';
import { CONFIG_HELP, CONFIG_OPTION, configFile, type OpenServices, withServices } from './local-services.ts';
import { oneOf, parseOptions, reasonOf } from './options.ts';
import { type Column, minute, table } from './table.ts';

const STATUSES: readonly AgentStatus[] = ['active', 'pending', 'revoked'];
const APPROVALS: readonly Approval[] = ['same-host', 'new-host'];
const PAGE = 500;

const COLUMNS: readonly Column<AgentRecord>[] = [
  { title: 'Agent', of: ({ agentId }) => agentId },
  { title: 'Host', of: ({ hostName }) => hostName },
  { title: 'Status', of: ({ status }) => status },
  { title: 'Enrolled', of: ({ enrolledAt }) => minute(enrolledAt) },
  { title: 'Heard of', of: ({ lastSeenAt }) => minute(lastSeenAt) },
  {
    title: 'Looks like',
    of: ({ claim }) =>
      claim === null
        ? ''
        : [claim, ...claim.others]
            .map(({ hostId, matched }) => `${hostId} by ${matched.join(' and ')}`)
            .join('; also '),
  },
];

/** `agent list|approve|revoke`. */
export function agentCommands(open: OpenServices): readonly Command[] {
  return [listCommand(open), approveCommand(open), revokeCommand(open)];
}

function listCommand(open: OpenServices): Command {
  return {
    name: 'agent list',
    summary: 'list enrolled agents, and which wait for a decision',
    help: `Usage: coreledger agent list [--status active|pending|revoked] [--json]\n\n${CONFIG_HELP}`,
    async run(args, { out, env }) {
      const { values } = parseOptions(args, {
        ...CONFIG_OPTION,
        status: { type: 'string' },
        json: { type: 'boolean', default: false },
      });
      const status = values.status === undefined ? undefined : oneOf(STATUSES, values.status, 'status');
      const found: AgentRecord[] = [];
      await withServices(open, configFile(values.config, env), async ({ agents }) => {
        let after: string | undefined;
        do {
          const page = await agents.list({ limit: PAGE, after, status });
          found.push(...page.items);
          after = page.next ?? undefined;
        } while (after !== undefined);
      });
      if (values.json) for (const agent of found) line(out, JSON.stringify(agent));
      else line(out, found.length === 0 ? 'No agent.' : table(COLUMNS, found));
      return 0;
    },
  };
}

function approveCommand(open: OpenServices): Command {
  return {
    name: 'agent approve',
    summary: 'decide on an enrolment that looks like a known host',
    help: `Usage: coreledger agent approve AGENT --as same-host|new-host --reason TEXT

A machine that enrols under a new key and shares two identifiers with a known host waits for this decision; both count meanwhile.

      --as same-host   it is the known host, reinstalled or with a lost key: one host again (\`host split\` undoes it)
      --as new-host    it is another machine, a clone: it goes on counting by itself
      --reason TEXT    why, for the audit log (required)
${CONFIG_HELP}`,
    async run(args, { out, env }) {
      const { values, positionals } = parseOptions(
        args,
        { ...CONFIG_OPTION, as: { type: 'string' }, reason: { type: 'string' } },
        1,
      );
      const id = agentOf(positionals);
      if (values.as === undefined) throw new UsageError('say what it is: --as same-host or --as new-host');
      const as = oneOf(APPROVALS, values.as, 'as');
      const by = { actor: 'cli', reason: reasonOf(values.reason) };
      await withServices(open, configFile(values.config, env), async ({ agents, hosts }) => {
        const { hostId, hostName } = await agents.approve(id, as, by);
        const { mergedInto } = await hosts.standing(hostId);
        line(
          out,
          `approved ${hostName}: ${as === 'new-host' ? `host ${hostId}` : `part of host ${mergedInto}`}`,
        );
      });
      return 0;
    },
  };
}

function revokeCommand(open: OpenServices): Command {
  return {
    name: 'agent revoke',
    summary: 'take nothing more from an agent’s key',
    help: `Usage: coreledger agent revoke AGENT --reason TEXT

The host goes on counting with what was last reported, until it is retired. The host of an enrolment that waits for a decision is
retired at once.

      --reason TEXT   why, for the audit log (required)
${CONFIG_HELP}`,
    async run(args, { out, env }) {
      const { values, positionals } = parseOptions(args, { ...CONFIG_OPTION, reason: { type: 'string' } }, 1);
      const id = agentOf(positionals);
      const by = { actor: 'cli', reason: reasonOf(values.reason) };
      await withServices(open, configFile(values.config, env), async ({ agents }) => {
        const { hostName, agentId } = await agents.revoke(id, by);
        line(out, `revoked ${agentId} of ${hostName}`);
      });
      return 0;
    },
  };
}

function agentOf([id]: readonly string[]): string {
  if (id === undefined) throw new UsageError('say which agent: `coreledger agent list` shows their ids');
  return id;
}
