import { parseSysinfo } from '../firmware/s390-sysinfo.ts';
import { uuidOf } from '../firmware/uuid.ts';
import { boundedText } from '../text.ts';
import type { Clue } from './clue.ts';

/**
 * IBM Z: `/proc/sysinfo` lists the levels below this system. Level VM00 is the nearest virtual machine; without one it
 * runs in a logical partition, which is what every operating system there does.
 */
export function sysinfoClue(text: string): Clue | undefined {
  const fields = parseSysinfo(text);
  const program = fields.get('VM00 Control Program') ?? fields.get('VM00 Name');
  if (program !== undefined) {
    return {
      says: 'guest',
      hypervisor: /kvm/i.test(fields.get('VM00 Control Program') ?? '') ? 'kvm' : 'zvm',
      vmName: boundedText(fields.get('VM00 Extended Name') ?? fields.get('VM00 Name'), 256),
      vmUuid: uuidOf(fields.get('VM00 UUID') ?? null),
      evidence: `sysinfo: ${program}`.slice(0, 256),
    };
  }
  const partition = fields.get('LPAR Name') ?? fields.get('LPAR Number');
  if (partition === undefined) return undefined;
  return {
    says: 'guest',
    hypervisor: 'lpar',
    vmName: boundedText(fields.get('LPAR Name'), 256),
    evidence: `sysinfo: LPAR ${partition}`.slice(0, 256),
  };
}
