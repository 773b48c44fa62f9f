import { activationCommands } from './activation-commands.ts';
import { agentCommands } from './agent-commands.ts';
import { awsCommands } from './aws-commands.ts';
import { awsHostCommands } from './aws-host-commands.ts';
import { awsListCommand } from './aws-list-commands.ts';
import { awsPolicyCommand } from './aws-policy-command.ts';
import { checkCommand } from './check-command.ts';
import { type Command, line } from './command.ts';
import { findingCommands } from './finding-commands.ts';
import { hostCommands } from './host-commands.ts';
import { importCommands } from './import-commands.ts';
import { keyCommands } from './key-commands.ts';
import type { OpenServices } from './local-services.ts';
import { maintenanceCommands, type RestoreBackup } from './maintenance-commands.ts';
import { planCommands } from './plan-commands.ts';
import { reportCommands } from './report-commands.ts';
import { type StartCollector, serveCommand } from './serve-command.ts';
import { tokenCommands } from './token-commands.ts';
import { trendCommands } from './trend-commands.ts';

/** Every command of `coreledger`, in the order of the overview. */
export function commands(parts: {
  start: StartCollector;
  open: OpenServices;
  restore: RestoreBackup;
  version: string;
}): readonly Command[] {
  return [
    serveCommand(parts.start),
    ...tokenCommands(parts.open),
    ...keyCommands(parts.open),
    ...agentCommands(parts.open),
    ...reportCommands(parts.open),
    ...hostCommands(parts.open),
    ...importCommands(parts.open),
    ...findingCommands(parts.open),
    ...trendCommands(parts.open),
    checkCommand(parts.open),
    ...awsCommands(parts.open),
    awsListCommand(parts.open),
    ...awsHostCommands(parts.open),
    awsPolicyCommand(parts.open),
    ...activationCommands(parts.open),
    ...planCommands(parts.open),
    ...maintenanceCommands(parts.open, parts.restore),
    versionCommand(parts.version),
  ];
}

function versionCommand(version: string): Command {
  return {
    name: 'version',
    summary: 'print the version',
    help: 'Usage: coreledger version',
    async run(_, { out }) {
      line(out, `coreledger ${version}`);
      return 0;
    },
  };
}
