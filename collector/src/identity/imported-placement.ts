import { canonicalUuid } from './canonical-uuid.ts';
import { isPlaceholder } from './placeholder.ts';

/** What names a machine in an import: a uuid in canonical form, a name in lower case, or both. */
export interface MachineName {
  readonly uuid: string | null;
  readonly name: string | null;
}

/** What an import says of a host's hardware and hypervisor; null where it does not. No agent runs on ESXi: this is all there is. */
export interface ImportedMachine {
  readonly sockets: number | null;
  readonly cores: number | null;
  /** Cores of each socket, where the import tells them apart. */
  readonly socketCores: readonly number[] | null;
  readonly cpuModel: string | null;
  /** `VMware ESXi`, `Hyper-V` … */
  readonly hypervisor: string | null;
  readonly version: string | null;
}

/** One line of an import: a guest runs on a host, in a cluster. At least one of host and cluster is said. */
export interface ImportedPlacement {
  readonly guest: MachineName;
  readonly host: MachineName;
  /** null: nothing but its name is told. */
  readonly machine: ImportedMachine | null;
  readonly cluster: string | null;
}

const UUID = /^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$/i;

/** Reads a text that is a uuid (with or without hyphens) or else a name. A placeholder uuid names nothing. */
export function machineName(text: string): MachineName {
  const trimmed = text.trim();
  if (!UUID.test(trimmed)) return { uuid: null, name: trimmed === '' ? null : trimmed.toLowerCase() };
  const digits = trimmed.replaceAll('-', '').toLowerCase();
  const uuid = digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  return { uuid: isPlaceholder(uuid) ? null : canonicalUuid(uuid), name: null };
}

export function namesNothing({ uuid, name }: MachineName): boolean {
  return uuid === null && name === null;
}
