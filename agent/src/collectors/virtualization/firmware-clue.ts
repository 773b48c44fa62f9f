import type { Firmware } from '@coreledger/shared/firmware.ts';
import type { Clue } from './clue.ts';

/** Chassis asset tag of every Azure machine. */
const AZURE_ASSET_TAG = '7783-7084-3265-9085-8269-3286-77';

interface FirmwareRule {
  readonly hypervisor: string;
  /** The fields that this hypervisor fills, all lower case. */
  readonly matches: (names: FirmwareNames) => boolean;
}

interface FirmwareNames {
  readonly manufacturer: string;
  readonly product: string;
  readonly bios: string;
  readonly biosVersion: string;
  readonly serial: string;
  readonly chassis: string;
}

/**
 * Names that hypervisors give the machine they present. Vendors that also build real machines (Microsoft, Oracle, Google,
 * Nutanix, Apple, Red Hat) are told by the product, never by the vendor alone.
 */
const RULES: readonly FirmwareRule[] = [
  { hypervisor: 'ahv', matches: ({ product }) => product === 'ahv' },
  {
    hypervisor: 'vmware',
    matches: (names) =>
      names.product.startsWith('vmware') ||
      names.manufacturer.startsWith('vmware') ||
      names.bios.startsWith('vmware') ||
      names.serial.startsWith('vmware-'),
  },
  {
    hypervisor: 'virtualbox',
    matches: ({ product, manufacturer, bios }) =>
      product === 'virtualbox' || manufacturer.startsWith('innotek') || bios.startsWith('innotek'),
  },
  {
    hypervisor: 'parallels',
    matches: ({ product, manufacturer, bios }) =>
      product.startsWith('parallels') || manufacturer.startsWith('parallels') || bios.startsWith('parallels'),
  },
  {
    hypervisor: 'bhyve',
    matches: ({ product, bios, manufacturer }) =>
      [product, bios, manufacturer].includes('bhyve') || /^(omnios|openindiana) hvm$/.test(product),
  },
  {
    hypervisor: 'virtage',
    matches: ({ manufacturer, product }) => manufacturer.startsWith('hitachi') && /\blpar\b/.test(product),
  },
  {
    hypervisor: 'hyperv',
    matches: ({ manufacturer, product }) =>
      manufacturer === 'microsoft corporation' && product === 'virtual machine',
  },
  {
    hypervisor: 'xen',
    matches: ({ product, manufacturer, bios }) =>
      /\bdomu\b/.test(product) || manufacturer === 'xen' || bios === 'xen',
  },
  {
    hypervisor: 'openbsd-vmm',
    matches: ({ manufacturer, product }) => manufacturer === 'openbsd' && product === 'vmm',
  },
  { hypervisor: 'apple', matches: ({ product }) => product.startsWith('apple virtualization') },
  {
    hypervisor: 'kvm',
    matches: ({ product, manufacturer }) =>
      /^(kvm|rhev|rhv|rhel|ovirt|kubevirt|openstack|cloudstack|droplet$|smartdc hvm$|crosvm|virtuozzo|cloud-hypervisor)/.test(
        product,
      ) || /^(kubevirt|ovirt|openstack|cloud hypervisor)/.test(manufacturer),
  },
  {
    hypervisor: 'qemu',
    matches: ({ product, manufacturer, bios, chassis }) =>
      manufacturer === 'qemu' ||
      chassis === 'qemu' ||
      product.startsWith('qemu') ||
      product.startsWith('standard pc (') ||
      bios === 'qemu' ||
      /^(bochs|seabios)/.test(bios) ||
      bios.includes('ovmf') ||
      product === 'bochs',
  },
];

/** A machine whose firmware answers is physical unless its names say otherwise. */
export function firmwareClue(firmware: Firmware): Clue | undefined {
  const names = namesOf(firmware);
  const evidence = `firmware: ${shownName(firmware)}`;
  const cloud = cloudOf(names, firmware.chassis.assetTag);

  const rented = rentedClue(names, evidence);
  if (rented !== undefined) return rented;
  const rule = RULES.find(({ matches }) => matches(names));
  if (rule !== undefined) {
    return { says: 'guest', hypervisor: rule.hypervisor, evidence, ...(cloud === null ? {} : { cloud }) };
  }
  if (cloud !== null) return { says: 'cloud', hypervisor: 'kvm', cloud, evidence };
  return describesMachine(firmware) ? { says: 'physical', hypervisor: null, evidence } : undefined;
}

/** EC2, Google and Alibaba give guests and bare metal the same vendor; EC2 says which in the product. */
function rentedClue({ manufacturer, product, bios }: FirmwareNames, evidence: string): Clue | undefined {
  if (manufacturer === 'amazon ec2') {
    const metal = product.includes('.metal');
    return { says: metal ? 'physical' : 'guest', hypervisor: metal ? null : 'kvm', cloud: 'ec2', evidence };
  }
  if (product.startsWith('google compute engine')) {
    return { says: 'cloud', hypervisor: 'kvm', cloud: 'gcp', evidence };
  }
  if (manufacturer === 'alibaba cloud') {
    // SeaBIOS is QEMU's: bare-metal instances carry a vendor's firmware.
    const says = bios === 'seabios' ? 'guest' : 'cloud';
    return { says, hypervisor: 'kvm', cloud: 'alibaba', evidence };
  }
  return undefined;
}

/** Clouds that write their name into the system's vendor. */
const CLOUD_VENDORS =
  /^(digitalocean|hetzner|tencent cloud|linode|akamai|vultr|upcloud|scaleway|exoscale|yandex|ibm:cloud)/;

function cloudOf(names: FirmwareNames, assetTag: string | null): string | null {
  if (assetTag === AZURE_ASSET_TAG) return 'azure';
  if (assetTag === 'OracleCloud.com') return 'oci';
  if (names.product.startsWith('openstack')) return 'openstack';
  // EC2 on Xen: the version of the BIOS is "4.11.amazon".
  if (names.biosVersion.includes('amazon')) return 'ec2';
  return CLOUD_VENDORS.exec(names.manufacturer)?.[1]?.split(/[ :]/)[0] ?? null;
}

function namesOf({ system, bios, chassis }: Firmware): FirmwareNames {
  const lower = (text: string | null) => text?.toLowerCase() ?? '';
  return {
    manufacturer: lower(system.manufacturer),
    product: lower(system.product),
    bios: lower(bios.vendor),
    biosVersion: lower(bios.version),
    serial: lower(system.serial),
    chassis: lower(chassis.manufacturer),
  };
}

function shownName({ system, bios, baseboard }: Firmware): string {
  const groups = [
    [system.manufacturer, system.product],
    [baseboard.manufacturer, baseboard.product],
    [bios.vendor, bios.version],
  ];
  const named = groups.map((group) => group.filter((name) => name !== null).join(' '));
  return named.find((name) => name !== '') ?? 'a machine without a name';
}

/** Something of a machine, not just an empty table. */
function describesMachine({ system, bios, baseboard, processors }: Firmware): boolean {
  return (
    [system.manufacturer, system.product, bios.vendor, baseboard.manufacturer].some(
      (name) => name !== null,
    ) || (processors?.length ?? 0) > 0
  );
}
