import type { HostFacts } from '../../../collector/src/licensing/host-facts.ts';
import type { Installation } from '../../../collector/src/licensing/installation.ts';
import { physicalHost } from './build.ts';

/** One host of a vector file, as short as can be: `sockets` cores by socket, or a guest of `vcpus`, or what little is known. */
export interface VectorHost {
  readonly id: string;
  readonly sockets?: readonly number[];
  readonly kind?: HostFacts['placement']['kind'];
  readonly guest?: boolean;
  readonly vcpus?: number;
  readonly on?: string;
  readonly cluster?: string;
  readonly slots?: number;
  readonly socketCount?: number;
  readonly coreCount?: number;
  /** null: the processor's model is not known. */
  readonly model?: string | null;
  readonly smt?: boolean | null;
  readonly vendor?: string;
  readonly architecture?: string;
  readonly memoryGiB?: number | null;
}

export function vectorHost(one: VectorHost, installations: readonly Installation[]): HostFacts {
  const known = one.sockets !== undefined;
  const host = physicalHost(one.id, one.sockets ?? [], { installations });
  const { topology } = host;
  return {
    ...host,
    memoryBytes: one.memoryGiB === null ? null : (one.memoryGiB ?? 64) * 1024 ** 3,
    topology: {
      ...topology,
      sockets: known ? topology.sockets : (one.socketCount ?? null),
      cores: known ? topology.cores : (one.coreCount ?? null),
      socketCores: known ? topology.socketCores : null,
      logicalProcessors: known ? topology.logicalProcessors : (one.vcpus ?? null),
      socketSlots: one.slots ?? (known ? topology.socketSlots : null),
      virtual: one.guest === true,
      cpuModel: one.model === undefined ? topology.cpuModel : one.model,
      cpuVendor: one.model === null ? null : (one.vendor ?? topology.cpuVendor),
      smt: one.smt === undefined ? topology.smt : one.smt,
      architecture: one.architecture ?? topology.architecture,
    },
    placement: {
      ...host.placement,
      kind: one.kind ?? (one.guest === true ? 'guest' : 'physical'),
      hypervisor: one.guest === true ? 'kvm' : null,
      physicalHostId: one.on ?? null,
      cluster: one.cluster ?? null,
    },
  };
}
