import { type Static, Type } from 'typebox';
import { Nullable, NullableCount, NullableText } from './nullable.ts';

/** What one source says of the processors, kept as it was read. */
export const CpuReading = Type.Object(
  {
    source: Type.String({ maxLength: 64 }),
    sockets: NullableCount(),
    cores: NullableCount(),
    logicalProcessors: NullableCount(),
  },
  { additionalProperties: false },
);
export type CpuReading = Static<typeof CpuReading>;

/**
 * Processor topology. `sockets`, `cores` and `logicalProcessors` count what is online; `null` is unknown.
 * `virtual` is true where a hypervisor presents the topology: then it says nothing of the physical host.
 */
export const Cpu = Type.Object(
  {
    sockets: NullableCount(),
    cores: NullableCount(),
    logicalProcessors: NullableCount(),
    /** Online physical cores of each populated socket, largest first; its sum is `cores`. */
    socketCores: Nullable(Type.Array(Type.Integer({ minimum: 0 }), { maxItems: 4096 })),
    /** Whether some core runs more than one hardware thread at present. */
    smt: Nullable(Type.Boolean()),
    virtual: Nullable(Type.Boolean()),
    /** Names of the sources the figures above were taken from. */
    sources: Type.Array(Type.String({ maxLength: 64 }), { maxItems: 16 }),
    architecture: NullableText(32),
    vendor: NullableText(128),
    model: NullableText(256),
    logicalProcessorsPresent: NullableCount(),
    logicalProcessorsOffline: NullableCount(),
    /** Cores built into the populated sockets and cores the firmware left enabled (SMBIOS type 4). */
    installedCores: NullableCount(),
    enabledCores: NullableCount(),
    socketSlots: NullableCount(),
    /** `/sys/devices/system/cpu/smt/control` as read: on, off, forceoff, notsupported, notimplemented. */
    smtControl: NullableText(32),
    readings: Type.Array(CpuReading, { maxItems: 16 }),
  },
  { additionalProperties: false },
);
export type Cpu = Static<typeof Cpu>;
