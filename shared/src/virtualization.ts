import { type Static, Type } from 'typebox';
import { Nullable, NullableCount, NullableText } from './nullable.ts';

/** One guest seen from its virtualization host. `uuid` is lower case, in the order the hypervisor writes it. */
export const Guest = Type.Object(
  {
    uuid: NullableText(64),
    name: Type.String({ maxLength: 256 }),
    vcpus: NullableCount(),
    state: Type.Union([
      Type.Literal('running'),
      Type.Literal('stopped'),
      Type.Literal('paused'),
      Type.Literal('unknown'),
    ]),
    source: Type.String({ maxLength: 64 }),
  },
  { additionalProperties: false },
);
export type Guest = Static<typeof Guest>;

export const VirtualizationKind = Type.Union([
  Type.Literal('physical'),
  Type.Literal('guest'),
  Type.Literal('container'),
  Type.Literal('hypervisor'),
  Type.Literal('unknown'),
]);
export type VirtualizationKind = Static<typeof VirtualizationKind>;

/** Where this operating system runs: on metal, in a guest, in a container, or as the host of guests. */
export const Virtualization = Type.Object(
  {
    kind: VirtualizationKind,
    /** kvm, qemu, vmware, hyperv, xen, virtualbox, ahv, parallels, bhyve, powervm, zvm, lpar, … */
    hypervisor: NullableText(64),
    container: NullableText(64),
    /** ec2, azure, gcp, … where the firmware or agent data names the cloud. */
    cloud: NullableText(32),
    /** The guest's SMBIOS uuid, lower case, and the same with its first three fields byte-swapped. */
    vmUuid: NullableText(36),
    vmUuidSwapped: NullableText(36),
    vmName: NullableText(256),
    /** The hypervisor's own id of this guest (Hyper-V VirtualMachineId). */
    vmId: NullableText(64),
    /** Name of the physical host, where the guest is told it (Hyper-V KVP). */
    physicalHost: NullableText(256),
    /** Guests of this virtualization host; null where this is not one or they could not be listed. */
    guests: Nullable(Type.Array(Guest, { maxItems: 10_000 })),
    evidence: Type.Array(Type.String({ maxLength: 256 }), { maxItems: 32 }),
  },
  { additionalProperties: false },
);
export type Virtualization = Static<typeof Virtualization>;
