/** What helps to tell sockets from clusters on ARM and RISC-V. */
export interface ArmClues {
  /** Packages as the kernel numbers them, or null. */
  readonly kernelPackages: number | null;
  readonly systemOnChip: boolean;
  /** The kernel read the ACPI processor topology (PPTT), whose packages are physical ones. */
  readonly hasAcpiTopology: boolean;
  /** Populated sockets by SMBIOS, or null. */
  readonly firmwareSockets: number | null;
  /** Logical processors in the largest package; 0 where unknown. */
  readonly largestPackage: number;
  /** The kernel tells clusters from packages: some package holds several clusters. */
  readonly hasClustersInPackages: boolean;
}

/** A cluster addresses its processors by affinity level 0, whose range is 16 (GICv3 target lists). */
const LARGEST_CLUSTER = 16;

/**
 * Sockets of an ARM machine. Kernels without an ACPI topology number clusters as packages: such a number is believed when it
 * is one, when a package is more than a cluster can be, when the firmware agrees, or when the machine names itself a system
 * on chip, which is one socket. Else unknown.
 */
export function armSockets(clues: ArmClues): number | null {
  const { kernelPackages, firmwareSockets } = clues;
  if (clues.systemOnChip) return 1;
  if (kernelPackages === null || kernelPackages === 1 || clues.hasAcpiTopology) return kernelPackages;
  if (clues.hasClustersInPackages || clues.largestPackage > LARGEST_CLUSTER) return kernelPackages;
  return firmwareSockets === kernelPackages ? kernelPackages : null;
}
