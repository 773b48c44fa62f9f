import { decimal } from '../text.ts';

/** `MemTotal` of /proc/meminfo in bytes: what the kernel manages, which is less than what is built in. */
export function parseMeminfo(text: string): number | undefined {
  const kibibytes = decimal(/^MemTotal:\s+(\d+) kB$/m.exec(text)?.[1]);
  return kibibytes === null ? undefined : kibibytes * 1024;
}
