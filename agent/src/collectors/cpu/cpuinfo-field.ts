/** The first field of that name, in any letter case; null where it is absent or empty. */
export function cpuinfoField(text: string, name: string): string | null {
  const escaped = name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const value = new RegExp(`^${escaped}[ \\t]*:[ \\t]*(.*)$`, 'im').exec(text)?.[1]?.trim();
  return value === undefined || value === '' ? null : value;
}
