import type { HostIdentity } from '@coreledger/shared/host-identity.ts';
import { canonicalUuid } from './canonical-uuid.ts';
import { isPlaceholder } from './placeholder.ts';

/** Kinds of identifier. Names are left out: they are given, not found. */
export type IdentifierKind = 'smbios-uuid' | 'serial' | 'machine-id' | 'managed-instance' | 'mac';

/** One value by which a host may be known again, in a form that compares. Never a placeholder. */
export interface Identifier {
  readonly kind: IdentifierKind;
  readonly value: string;
}

/**
 * What is independent of what: a copied disk carries machine id and registration alike. A serial that is made from the uuid, as
 * hypervisors make it, is no identifier beside it (see `identifiersOf`).
 */
const ORIGIN: Readonly<Record<IdentifierKind, string>> = {
  'smbios-uuid': 'uuid',
  serial: 'serial',
  'machine-id': 'disk',
  'managed-instance': 'disk',
  mac: 'network',
};
const KINDS = Object.keys(ORIGIN) as IdentifierKind[];
const ENOUGH_ORIGINS = 2;

/** The identifiers of a host, each once. */
export function identifiersOf(identity: HostIdentity): Identifier[] {
  const { machineIdHash, managedInstanceId, macs } = identity;
  const serial = textOf(identity.serial)?.toLowerCase() ?? null;
  const inSerial = serial === null ? null : uuidIn(serial);
  const given = textOf(identity.smbiosUuid);
  const uuid = given === null ? inSerial : canonicalUuid(given);
  const all: (Identifier | null)[] = [
    uuid === null ? null : { kind: 'smbios-uuid', value: uuid },
    serial === null || (inSerial !== null && inSerial === uuid) ? null : { kind: 'serial', value: serial },
    machineIdHash === null ? null : { kind: 'machine-id', value: machineIdHash },
    managedInstanceId === null ? null : { kind: 'managed-instance', value: managedInstanceId },
    ...[...new Set(macs)]
      .filter((mac) => !isPlaceholder(mac))
      .map((mac): Identifier => ({ kind: 'mac', value: mac })),
  ];
  return all.filter((one) => one !== null);
}

export interface IdentityMatch {
  /** Kinds of which both have the same value. */
  readonly shared: readonly IdentifierKind[];
  /** How many of them are independent of one another. */
  readonly origins: number;
  /** Whether they are one machine as far as can be told: two independent identifiers, and one firmware uuid where both tell it. */
  readonly same: boolean;
}

/** Holds two hosts against each other. One identifier is never enough: templates and clones share single ones all the time. */
export function matchIdentifiers(a: readonly Identifier[], b: readonly Identifier[]): IdentityMatch {
  const values = new Set(b.map(keyOf));
  const common = new Set(a.filter((one) => values.has(keyOf(one))).map(({ kind }) => kind));
  const shared = KINDS.filter((kind) => common.has(kind));
  const origins = new Set(shared.map((kind) => ORIGIN[kind])).size;
  return { shared, origins, same: origins >= ENOUGH_ORIGINS && !hardwareDiffers(a, b) };
}

/** A cloned disk keeps machine id and registration; the hardware around it is another. */
function hardwareDiffers(a: readonly Identifier[], b: readonly Identifier[]): boolean {
  const uuid = (of: readonly Identifier[]) => of.find(({ kind }) => kind === 'smbios-uuid')?.value;
  const [left, right] = [uuid(a), uuid(b)];
  return left !== undefined && right !== undefined && left !== right;
}

/** `vmware-56 4d 4c bc c6 a9 19 69-3f ee fa 0f 38 87 b6 a5`, `parallels-…`, or a bare uuid: the uuid, in canonical form. */
function uuidIn(serial: string): string | null {
  const digits = serial.replace(/^(vmware|parallels)-/, '').replace(/[ -]/g, '');
  if (!/^[0-9a-f]{32}$/.test(digits)) return null;
  const uuid = digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  return isPlaceholder(uuid) ? null : canonicalUuid(uuid);
}

function textOf(text: string | null): string | null {
  return text === null || isPlaceholder(text) ? null : text.trim();
}

function keyOf({ kind, value }: Identifier): string {
  return `${kind} ${value}`;
}
