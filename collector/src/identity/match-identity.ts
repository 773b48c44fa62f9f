import type { HostIdentity } from '@coreledger/shared/host-identity.ts';
import { canonicalUuid } from './canonical-uuid.ts';
import { isPlaceholder } from './placeholder.ts';

/** Kinds of identifier that are independent of one another: a clone or a reinstallation changes some and keeps others. */
export type Identifier = 'smbios-uuid' | 'serial' | 'machine-id' | 'managed-instance' | 'mac';

/**
 * Which identifiers two hosts share. Names are left out: they are given, not found. One identifier is never enough to call two
 * hosts one: placeholders, templates and clones share single ones all the time.
 */
export function sharedIdentifiers(a: HostIdentity, b: HostIdentity): Identifier[] {
  const shared: Identifier[] = [];
  if (same(uuidOf(a), uuidOf(b))) shared.push('smbios-uuid');
  if (same(serialOf(a), serialOf(b))) shared.push('serial');
  if (same(a.machineIdHash, b.machineIdHash)) shared.push('machine-id');
  if (same(a.managedInstanceId, b.managedInstanceId)) shared.push('managed-instance');
  if (a.macs.some((mac) => b.macs.includes(mac))) shared.push('mac');
  return shared;
}

const ENOUGH_IDENTIFIERS = 2;

/** Whether two hosts are one machine as far as can be told: at least two independent identifiers, and one firmware uuid where both tell it. */
export function isSameMachine(a: HostIdentity, b: HostIdentity): boolean {
  return sharedIdentifiers(a, b).length >= ENOUGH_IDENTIFIERS && !hardwareDiffers(a, b);
}

/** A cloned disk keeps machine id and registration; the hardware around it is another. */
function hardwareDiffers(a: HostIdentity, b: HostIdentity): boolean {
  const [left, right] = [uuidOf(a), uuidOf(b)];
  return left !== null && right !== null && left !== right;
}

function same(a: string | null, b: string | null): boolean {
  return a !== null && a === b;
}

function uuidOf({ smbiosUuid }: HostIdentity): string | null {
  return smbiosUuid === null || isPlaceholder(smbiosUuid) ? null : canonicalUuid(smbiosUuid);
}

function serialOf({ serial }: HostIdentity): string | null {
  return serial === null || isPlaceholder(serial) ? null : serial.trim().toLowerCase();
}
