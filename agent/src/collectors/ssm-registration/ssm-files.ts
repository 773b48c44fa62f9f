import type { Host } from '../../host/host.ts';

export interface SsmFile {
  readonly name: 'registration-key' | 'identity-config' | 'registration';
  readonly path: string;
}

/**
 * Where the SSM agent keeps its registration, the truest first: the plain `registration` file is not removed when a host
 * registers anew (amazon-ssm-agent, agent/managedInstances/registration and fsvault), so it comes last.
 */
export function ssmFiles(platform: Host['platform']): readonly SsmFile[] {
  const windows = platform === 'win32';
  const base = windows ? 'C:\\ProgramData\\Amazon\\SSM' : '/var/lib/amazon/ssm';
  const at = (...parts: readonly string[]) => [base, ...parts].join(windows ? '\\' : '/');
  const data = windows ? ['InstanceData'] : [];
  return [
    { name: 'registration-key', path: at(...data, 'Vault', 'Store', 'RegistrationKey') },
    { name: 'identity-config', path: at('runtimeconfig', 'identity_config.json') },
    { name: 'registration', path: at(...data, 'registration') },
  ];
}
