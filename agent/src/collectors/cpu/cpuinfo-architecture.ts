/** Machine name as `uname -m` has it, from fields that each architecture's cpuinfo alone has; null where none is known. */
export function cpuinfoArchitecture(text: string): string | null {
  const has = (pattern: RegExp) => pattern.test(text);
  if (has(/^flags\s*:/m)) return has(/^flags\s*:.*\blm\b/m) ? 'x86_64' : 'i686';
  if (has(/^CPU architecture\s*:\s*(8|AArch64)/m)) return 'aarch64';
  if (has(/^CPU architecture\s*:\s*7/m)) return 'armv7l';
  if (has(/^CPU architecture\s*:\s*6/m)) return 'armv6l';
  if (has(/^CPU (architecture|implementer)\s*:/m)) return 'arm';
  if (has(/^vendor_id\s*:\s*IBM\/S390/m)) return 's390x';
  if (has(/^isa\s*:\s*rv64/m)) return 'riscv64';
  if (has(/^ISA\s*:.*loongarch64|^system type\s*:.*loongson/im)) return 'loongarch64';
  if (has(/^arch\s*:\s*IA-64/m)) return 'ia64';
  if (has(/^cpu\s*:\s*POWER(\d|PC 970)|^cpu\s*:\s*PPC970/m)) return 'ppc64';
  if (has(/^timebase\s*:/m) || has(/^machine\s*:\s*(CHRP|PowerMac|PowerBook)/m)) return 'ppc';
  if (has(/^type\s*:\s*sun4[uv]/m)) return 'sparc64';
  if (has(/^cpu\s*:\s*Alpha/m)) return 'alpha';
  return has(/^cpu model\s*:\s*(MIPS|R\d{4})/m) ? 'mips' : null;
}
