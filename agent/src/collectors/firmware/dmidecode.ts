import type { FirmwareProcessor } from '@coreledger/shared/firmware.ts';
import type { Host } from '../../host/host.ts';
import { boundedText } from '../text.ts';
import { type FirmwareReading, firmwareReading } from './firmware-reading.ts';

const MAX_PROCESSORS = 4096;

type Block = ReadonlyMap<string, string>;

/** The text that dmidecode prints, of any version since 2.x. Undefined where it holds no structure. */
export function parseDmidecode(text: string): FirmwareReading | undefined {
  const blocks = blocksByType(text);
  if (blocks.size === 0) return undefined;
  const field = (type: number, name: string) => blocks.get(type)?.[0]?.get(name) ?? null;

  return firmwareReading(
    {
      manufacturer: field(1, 'manufacturer') ?? field(1, 'vendor'),
      product: field(1, 'product name') ?? field(1, 'product'),
      serial: field(1, 'serial number'),
      uuid: field(1, 'uuid'),
      biosVendor: field(0, 'vendor'),
      biosVersion: field(0, 'version'),
      biosDate: field(0, 'release date') ?? field(0, 'release'),
      boardManufacturer: field(2, 'manufacturer') ?? field(2, 'vendor'),
      boardProduct: field(2, 'product name') ?? field(2, 'product'),
      boardSerial: field(2, 'serial number'),
      chassisManufacturer: field(3, 'manufacturer') ?? field(3, 'vendor'),
      chassisType: field(3, 'type') ?? field(3, 'chassis type'),
      chassisSerial: field(3, 'serial number'),
      assetTag: field(3, 'asset tag'),
    },
    (blocks.get(4) ?? [])
      .map(processorOf)
      .filter((processor) => processor !== undefined)
      .slice(0, MAX_PROCESSORS),
  );
}

export async function readDmidecode(host: Host): Promise<FirmwareReading | undefined> {
  const text = await host.run({
    paths: ['/usr/sbin/dmidecode', '/sbin/dmidecode'],
    args: [],
    capture: 'dmidecode.txt',
    timeoutMs: 5_000,
  });
  return parseDmidecode(text);
}

function blocksByType(text: string): Map<number, Block[]> {
  const blocks = new Map<number, Block[]>();
  let current: Map<string, string> | undefined;
  for (const line of text.split('\n')) {
    const type = /\bDMI type (\d+)\b/.exec(line)?.[1];
    if (type !== undefined) {
      current = new Map();
      const number = Number(type);
      blocks.set(number, [...(blocks.get(number) ?? []), current]);
      continue;
    }
    const [, name, value] = /^\s+([^:]+):\s*(.*?)\s*$/.exec(line) ?? [];
    if (current === undefined || name === undefined || value === undefined) continue;
    const key = name.trim().toLowerCase();
    if (!current.has(key)) current.set(key, value);
  }
  return blocks;
}

function processorOf(block: Block): FirmwareProcessor | undefined {
  const kind = block.get('type') ?? block.get('processor type') ?? '';
  if (/math|dsp|video/i.test(kind)) return undefined;
  return {
    socket: boundedText(block.get('socket designation'), 128),
    status: statusOf(block),
    coreCount: count(block.get('core count')),
    coreEnabled: count(block.get('core enabled')),
    threadCount: count(block.get('thread count')),
    model: boundedText(specified(block.get('version')), 256),
  };
}

function statusOf(block: Block): FirmwareProcessor['status'] {
  const status = (block.get('status') ?? '').toLowerCase();
  if (status.startsWith('unpopulated')) return 'unpopulated';
  if (!status.startsWith('populated')) return 'unknown';
  if (status.includes('disabled by user')) return 'disabled-by-user';
  if (status.includes('disabled by bios')) return 'disabled-by-bios';
  if (status.includes('enabled')) return 'enabled';
  return status.includes('idle') ? 'idle' : 'unknown';
}

function specified(value: string | undefined): string | undefined {
  return value === undefined || /^(not specified|<bad index>|<out of spec>)$/i.test(value)
    ? undefined
    : value;
}

/** 255 is what a dmidecode before 3.0 prints of a byte that refers to a word beside it; no processor has as many. */
function count(value: string | undefined): number | null {
  const number = /^\d{1,5}$/.test(value ?? '') ? Number(value) : 0;
  return number === 0 || number === 255 || number === 65_535 ? null : number;
}
