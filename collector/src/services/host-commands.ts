import { dnsSuffixOf } from '../reconciliation/aws-partition.ts';

/** What to run on one kind of host, each a whole command for a root shell or an elevated PowerShell. */
export interface HostCommands {
  /** Installs SSM Agent and registers it. */
  readonly ssmAgent: string;
  /** Registers an SSM Agent that is installed already. */
  readonly ssmAgentInstalled: string;
  /** Enrols our agent. */
  readonly coreledgerAgent: string;
}

export interface ActivationCommands {
  readonly linux: HostCommands;
  readonly windows: HostCommands;
}

/**
 * How a host is registered with Systems Manager and enrolled here. Source: AWS Systems Manager User Guide, "Install SSM Agent
 * on hybrid Linux nodes" and "… on hybrid Windows Server nodes" (`ssm-setup-cli`, which verifies what it downloads).
 */
export function activationCommands(given: {
  readonly activationId: string;
  readonly activationCode: string;
  readonly region: string;
  readonly joinToken: string;
}): ActivationCommands {
  const { activationId, activationCode, region, joinToken } = given;
  const bucket = `https://amazon-ssm-${region}.s3.${region}.${dnsSuffixOf(region)}/latest`;
  const [code, id] = [shell(activationCode), shell(activationId)];
  const [psCode, psId] = [powerShell(activationCode), powerShell(activationId)];
  return {
    linux: {
      ssmAgent:
        'F=linux; [ -f /etc/debian_version ] && F=debian; A=amd64; [ "$(uname -m)" = aarch64 ] && A=arm64; ' +
        `curl -fsSo /tmp/ssm-setup-cli "${bucket}/\${F}_$A/ssm-setup-cli" && chmod 700 /tmp/ssm-setup-cli && ` +
        `/tmp/ssm-setup-cli -register -activation-code ${code} -activation-id ${id} -region ${region}`,
      ssmAgentInstalled:
        `systemctl stop amazon-ssm-agent; amazon-ssm-agent -register -code ${code} -id ${id} -region ${region} && ` +
        'systemctl start amazon-ssm-agent',
      coreledgerAgent: `coreledger-agent enroll ${shell(joinToken)}`,
    },
    windows: {
      ssmAgent:
        "[Net.ServicePointManager]::SecurityProtocol = 'TLS12'; " +
        `(New-Object Net.WebClient).DownloadFile('${bucket}/windows_amd64/ssm-setup-cli.exe', "$env:TEMP\\ssm-setup-cli.exe"); ` +
        `& "$env:TEMP\\ssm-setup-cli.exe" -register "-activation-code=$(${psCode})" "-activation-id=$(${psId})" "-region=${region}"`,
      ssmAgentInstalled:
        'Stop-Service AmazonSSMAgent; ' +
        `& "$env:ProgramFiles\\Amazon\\SSM\\amazon-ssm-agent.exe" -register -code ${psCode} -id ${psId} -region ${region}; ` +
        'Start-Service AmazonSSMAgent',
      coreledgerAgent: `.\\coreledger-agent.exe enroll ${powerShell(joinToken)}`,
    },
  };
}

function shell(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

function powerShell(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
