import { type FirmwareReading, firmwareReading } from './firmware-reading.ts';

/** `/proc/sysinfo` of Linux on IBM Z: "Manufacturer:         IBM", one field a line. */
export function parseSysinfo(text: string): Map<string, string> {
  const fields = new Map<string, string>();
  for (const line of text.split('\n')) {
    const colon = line.indexOf(':');
    if (colon <= 0) continue;
    const value = line.slice(colon + 1).trim();
    if (value !== '') fields.set(line.slice(0, colon).trim(), value);
  }
  return fields;
}

export function firmwareFromSysinfo(text: string): FirmwareReading | undefined {
  const fields = parseSysinfo(text);
  const type = fields.get('Type');
  if (type === undefined) return undefined;
  const model = fields.get('Model')?.split(/\s+/)[0];
  return firmwareReading({
    manufacturer: fields.get('Manufacturer') ?? null,
    product: model === undefined ? type : `${type} ${model}`,
    serial: fields.get('Sequence Code') ?? null,
  });
}
