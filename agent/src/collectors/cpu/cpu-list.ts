/** Above any kernel's NR_CPUS (8192 at most); a list that names more is not believed. */
const MAX_CPUS = 65_536;

/**
 * A kernel list of CPU numbers ("0-3,8,10-11"), ascending. An empty list is none; undefined is text that is no such list.
 */
export function parseCpuList(text: string): number[] | undefined {
  const trimmed = text.trim();
  if (trimmed === '') return [];
  const cpus = new Set<number>();
  for (const part of trimmed.split(',')) {
    const [, from, to] = /^(\d{1,6})(?:-(\d{1,6}))?$/.exec(part.trim()) ?? [];
    if (from === undefined) return undefined;
    const first = Number(from);
    const last = to === undefined ? first : Number(to);
    if (last < first || last >= MAX_CPUS) return undefined;
    for (let cpu = first; cpu <= last; cpu += 1) cpus.add(cpu);
  }
  return [...cpus].sort((a, b) => a - b);
}

/** A kernel mask of CPU numbers: groups of 32 bits in hexadecimal, highest first ("00000000,0000000f"). */
export function parseCpuMask(text: string): number[] | undefined {
  const groups = text.trim().split(',');
  if (groups.length > MAX_CPUS / 32 || !groups.every((group) => /^[0-9a-f]{1,8}$/i.test(group)))
    return undefined;
  const cpus: number[] = [];
  groups.reverse().forEach((group, index) => {
    const bits = Number.parseInt(group, 16);
    for (let bit = 0; bit < 32; bit += 1) if (bits & (1 << bit)) cpus.push(index * 32 + bit);
  });
  return cpus;
}
