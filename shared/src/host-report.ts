import { type Static, Type } from 'typebox';
import { Cpu } from './cpu.ts';
import { Editions } from './edition-evidence.ts';
import { Firmware } from './firmware.ts';
import { HostIdentity } from './host-identity.ts';
import { Memory } from './memory.ts';
import { Network } from './network.ts';
import { Nullable } from './nullable.ts';
import { OperatingSystem } from './operating-system.ts';
import { Section } from './section.ts';
import { Software } from './software.ts';
import { SsmRegistration } from './ssm-registration.ts';
import { Virtualization } from './virtualization.ts';
import { HOST_REPORT_SCHEMA } from './wire.ts';

export { HOST_REPORT_SCHEMA };

/** Milliseconds allowed, always UTC. */
export const Instant = Type.String({
  pattern: '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(\\.\\d{3})?Z$',
  maxLength: 24,
});
export const Sha256 = Type.String({ pattern: '^[0-9a-f]{64}$' });
export const Uuid = Type.String({
  pattern: '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$',
});

export const Sections = Type.Object(
  {
    cpu: Section(Cpu),
    memory: Section(Memory),
    operatingSystem: Section(OperatingSystem),
    virtualization: Section(Virtualization),
    firmware: Section(Firmware),
    network: Section(Network),
    ssmRegistration: Section(SsmRegistration),
    software: Section(Software),
    editions: Section(Editions),
  },
  { additionalProperties: false },
);
export type Sections = Static<typeof Sections>;
export type SectionName = keyof Sections;

/** The wire document of one scan. Its canonical form (RFC 8785) is what is signed, byte for byte. */
export const HostReport = Type.Object(
  {
    schema: Type.Literal(HOST_REPORT_SCHEMA),
    reportId: Uuid,
    /** Given by the collector at enrolment; null in a report that was only printed. */
    agentId: Nullable(Uuid),
    /** Grows by one with every message of this agent, whatever its key; null in a report that was only printed. */
    sequence: Nullable(Type.Integer({ minimum: 1, maximum: 9_007_199_254_740_991 })),
    /** SHA-256 of the agent's previous signed message, null for its first. */
    previousDigest: Nullable(Sha256),
    observedAt: Instant,
    agent: Type.Object(
      {
        version: Type.String({ maxLength: 64 }),
        platform: Type.String({ maxLength: 32 }),
        architecture: Type.String({ maxLength: 32 }),
        privileged: Nullable(Type.Boolean()),
      },
      { additionalProperties: false },
    ),
    identity: HostIdentity,
    sections: Sections,
  },
  { additionalProperties: false },
);
export type HostReport = Static<typeof HostReport>;
