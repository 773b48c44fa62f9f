import { describe, expect, it } from 'vitest';
import { type ArmClues, armSockets } from '../../../../agent/src/collectors/cpu/arm-sockets.ts';

const clusters: ArmClues = {
  kernelPackages: 2,
  systemOnChip: false,
  hasAcpiTopology: false,
  firmwareSockets: null,
  largestPackage: 4,
  hasClustersInPackages: false,
};

describe('armSockets', () => {
  it('does not take two "packages" of four processors for two sockets', () => {
    expect(armSockets(clusters)).toBeNull();
  });

  it.each([
    ['the kernel read them from ACPI', { hasAcpiTopology: true }, 2],
    ['the firmware has as many', { firmwareSockets: 2 }, 2],
    ['a package is more than a cluster can be', { largestPackage: 48 }, 2],
    ['packages hold clusters', { hasClustersInPackages: true }, 2],
    ['there is but one', { kernelPackages: 1 }, 1],
  ])('believes packages where %s', (_why, clues, sockets) => {
    expect(armSockets({ ...clusters, ...clues })).toBe(sockets);
  });

  it('leaves it unknown where the firmware says otherwise', () => {
    expect(armSockets({ ...clusters, firmwareSockets: 1 })).toBeNull();
  });

  it('counts a system on chip as one socket, whatever its clusters', () => {
    expect(armSockets({ ...clusters, systemOnChip: true })).toBe(1);
    expect(armSockets({ ...clusters, kernelPackages: null, systemOnChip: true })).toBe(1);
  });
});
