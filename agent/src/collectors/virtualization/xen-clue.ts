import type { FieldReader } from '../field-reader.ts';
import { uuidOf } from '../firmware/uuid.ts';
import type { Clue } from './clue.ts';

/** XENFEAT_dom0 in the feature mask (xen/include/public/features.h). */
const DOM0_FEATURE = 1 << 11;

/** Xen tells its guests and its control domain through /sys/hypervisor and, on older kernels, /proc/xen. */
export function readXenClue(reader: FieldReader): Clue | undefined {
  const type = reader.text('/sys/hypervisor/type');
  const capabilities = reader.text('/proc/xen/capabilities');
  const onBus = type === null && capabilities === null && reader.list('/sys/bus/xen').length > 0;
  if (type !== 'xen' && capabilities === null && !onBus) return undefined;

  const features = Number.parseInt(reader.text('/sys/hypervisor/properties/features') ?? '', 16);
  const isControl =
    capabilities?.includes('control_d') === true ||
    (capabilities === null && !Number.isNaN(features) && (features & DOM0_FEATURE) !== 0);
  if (isControl) return { says: 'control', hypervisor: 'xen', evidence: 'xen: control domain' };
  const vmUuid = uuidOf(reader.text('/sys/hypervisor/uuid'));
  const cloud = vmUuid?.startsWith('ec2') ? { cloud: 'ec2' } : {};
  return { says: 'guest', hypervisor: 'xen', vmUuid, evidence: 'xen: guest domain', ...cloud };
}
