import { type Static, Type } from 'typebox';
import { NullableText } from './nullable.ts';

/**
 * The Systems Manager registration found on disk. `source` is the file that was trusted: the vault's RegistrationKey or
 * the runtime identity before the plain `registration` file, which survives a re-registration and can be stale.
 */
export const SsmRegistration = Type.Object(
  {
    managedInstanceId: NullableText(64),
    region: NullableText(64),
    identityType: NullableText(64),
    agentVersion: NullableText(64),
    source: NullableText(1024),
  },
  { additionalProperties: false },
);
export type SsmRegistration = Static<typeof SsmRegistration>;
