import { randomBytes } from 'node:crypto';
import { ServiceError } from './service-error.ts';
import type { DoubleState, InstanceState, RegionState } from './state.ts';

/** What `amazon-ssm-agent -register` tells the service. */
export interface Registration {
  readonly activationId: string;
  readonly activationCode: string;
  readonly computerName: string;
  readonly platformType?: string;
  readonly platformName?: string;
  readonly platformVersion?: string;
}

/** Registers a host with an activation; gives the new `mi-` id. Every registration makes a new one, same hardware or not. */
export function registerInstance(state: DoubleState, registration: Registration, now: number): string {
  const at = Math.floor(now / 1000);
  const { region, activation } = find(state, registration.activationId);
  if (activation.code !== registration.activationCode) {
    throw new ServiceError('InvalidActivation', 'The activation code is not valid.');
  }
  if (activation.expiresAt <= at) throw new ServiceError('InvalidActivation', 'The activation has expired.');
  if (activation.registrations >= activation.registrationLimit) {
    throw new ServiceError('InvalidActivation', 'The registration limit is reached.');
  }
  activation.registrations += 1;
  const id = `mi-${randomBytes(9).toString('hex').slice(0, 17)}`;
  const instance: InstanceState = {
    information: {
      InstanceId: id,
      PingStatus: 'Online',
      LastPingDateTime: at,
      AgentVersion: '3.3.1345.0',
      IsLatestVersion: false,
      PlatformType: registration.platformType ?? 'Linux',
      PlatformName: registration.platformName ?? 'Debian GNU/Linux',
      PlatformVersion: registration.platformVersion ?? '12',
      ActivationId: activation.id,
      IamRole: activation.iamRole,
      RegistrationDate: at,
      ResourceType: 'ManagedInstance',
      // The default name is the same for every host of an activation.
      ...(activation.defaultInstanceName !== undefined && { Name: activation.defaultInstanceName }),
      IPAddress: '192.0.2.20',
      ComputerName: registration.computerName,
      SourceId: id,
      SourceType: 'AWS::SSM::ManagedInstance',
    },
    tags: new Map(activation.tags.map(({ Key, Value }) => [Key, Value])),
    inventory: new Map(),
  };
  region.instances.set(id, instance);
  return id;
}

function find(state: DoubleState, activationId: string) {
  for (const { regions } of state.accounts.values()) {
    for (const region of regions.values()) {
      const activation = region.activations.get(activationId);
      if (activation !== undefined) return { region: region as RegionState, activation };
    }
  }
  throw new ServiceError('InvalidActivationId', 'The activation ID is not valid.');
}
