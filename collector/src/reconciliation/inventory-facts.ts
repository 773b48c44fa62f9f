import type { InventoryItem } from './aws-facts.ts';

/** Processor figures of `AWS:InstanceDetailedInformation`; null where AWS sends an empty or unreadable text. */
export interface InventoryTopology {
  readonly sockets: number | null;
  readonly cores: number | null;
  readonly logicalProcessors: number | null;
  readonly capturedAt: number | null;
}

/** Values are always strings; a socket count of `""` or `-` (ARM, localized lscpu) is unknown, never zero. */
export function inventoryTopology(
  item: Pick<InventoryItem, 'entries' | 'capturedAt'>,
): InventoryTopology | null {
  const [entry] = item.entries;
  if (entry === undefined) return null;
  return {
    sockets: count(entry.CPUSockets),
    cores: count(entry.CPUCores),
    logicalProcessors: count(entry.CPUs),
    capturedAt: item.capturedAt,
  };
}

function count(text: string | undefined): number | null {
  return text !== undefined && /^\d{1,9}$/.test(text.trim()) && Number(text) > 0 ? Number(text) : null;
}
