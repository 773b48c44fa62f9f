import type { Firmware } from '@coreledger/shared/firmware.ts';
import type { Conflict } from '@coreledger/shared/section.ts';
import { conflictOver } from '../conflict.ts';
import { type FirmwareReading, firmwareReading } from './firmware-reading.ts';

export interface NamedReading {
  readonly source: string;
  readonly reading: FirmwareReading;
}

type Group = 'system' | 'bios' | 'baseboard' | 'chassis';

/** Fields compared between sources: those that name the machine. The rest differ in mere spelling. */
const COMPARED: readonly (readonly [Group, string])[] = [
  ['system', 'manufacturer'],
  ['system', 'product'],
  ['system', 'uuid'],
  ['system', 'serial'],
];

/** Field by field, the first source that knows it; where another says otherwise, a conflict with both. */
export function mergeFirmware(readings: readonly NamedReading[]): { value: Firmware; conflicts: Conflict[] } {
  const value = firmwareReading({});
  for (const { reading } of readings) {
    fill(value.system, reading.system);
    fill(value.bios, reading.bios);
    fill(value.baseboard, reading.baseboard);
    fill(value.chassis, reading.chassis);
    value.processors ??= reading.processors;
  }
  const conflicts = COMPARED.map(([group, field]) =>
    conflictOver(
      `${group}.${field}`,
      readings.map(({ source, reading }) => ({
        source,
        value: (reading[group] as Record<string, string | null>)[field] ?? null,
      })),
    ),
  ).filter((conflict) => conflict !== undefined);
  return { value, conflicts };
}

function fill<Fields extends Record<string, string | null>>(into: Fields, from: Fields): void {
  for (const key of Object.keys(into) as (keyof Fields)[]) into[key] = into[key] ?? from[key];
}
