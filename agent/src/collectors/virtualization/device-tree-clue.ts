import type { Host } from '../../host/host.ts';
import type { FieldReader } from '../field-reader.ts';
import { uuidOf } from '../firmware/uuid.ts';
import { boundedText } from '../text.ts';
import type { Clue } from './clue.ts';

const FOLDER = '/proc/device-tree';

/** What the device tree of ARM, RISC-V and POWER machines says; a hypervisor writes it for its guests. */
export function readDeviceTreeClue(host: Host, reader: FieldReader): Clue | undefined {
  if (host.kind(FOLDER) !== 'directory') return undefined;
  const hypervisor = reader.text(`${FOLDER}/hypervisor/compatible`)?.toLowerCase() ?? '';
  for (const name of ['xen', 'vmware', 'kvm', 'acrn'] as const) {
    if (hypervisor.includes(name)) return guest(name, `device tree: hypervisor ${hypervisor}`);
  }
  const partition = boundedText(reader.text(`${FOLDER}/ibm,partition-name`), 256);
  const compatible = reader.text(`${FOLDER}/compatible`) ?? '';
  if (compatible.includes('qemu,pseries')) {
    const vmUuid = uuidOf(reader.text(`${FOLDER}/vm,uuid`));
    return { ...guest('kvm', 'device tree: qemu,pseries'), vmUuid, vmName: partition };
  }
  if (partition !== null) {
    return { ...guest('powervm-lpar', 'device tree: ibm,partition-name'), vmName: partition };
  }
  // QEMU passes its configuration device to the guest; kvmtool, with the same dummy machine, does not.
  if (reader.list(FOLDER).some((name) => name.startsWith('fw-cfg'))) {
    return guest('qemu', 'device tree: fw-cfg');
  }
  if (compatible.includes('linux,dummy-virt')) return guest('kvm', 'device tree: linux,dummy-virt');
  const model = boundedText(reader.text(`${FOLDER}/model`), 200);
  return model === null
    ? undefined
    : { says: 'physical', hypervisor: null, evidence: `device tree: ${model}` };
}

function guest(hypervisor: string, evidence: string): Clue {
  return { says: 'guest', hypervisor, evidence };
}
