/** Version of the table by its entry point (DSP0134 §5.2), as major × 256 + minor; null where it cannot be told. */
export function smbiosVersion(entryPoint: Uint8Array): number | null {
  const anchor = Buffer.from(entryPoint.subarray(0, 5)).toString('latin1');
  if (anchor === '_SM3_') return version(entryPoint[7], entryPoint[8]);
  if (anchor.startsWith('_SM_')) return version(entryPoint[6], entryPoint[7]);
  if (anchor !== '_DMI_') return null;
  const coded = entryPoint[14];
  return coded === undefined ? null : version(coded >> 4, coded & 0x0f);
}

function version(major: number | undefined, minor: number | undefined): number | null {
  return major === undefined || minor === undefined || major === 0 ? null : major * 256 + minor;
}
