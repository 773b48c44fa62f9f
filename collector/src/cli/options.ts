import { type ParseArgsConfig, parseArgs } from 'node:util';
import { UsageError } from './command.ts';

/** `parseArgs` with faults told as usage errors. Positionals are allowed up to `maxPositionals`. */
export function parseOptions<Options extends NonNullable<ParseArgsConfig['options']>>(
  args: readonly string[],
  options: Options,
  maxPositionals = 0,
) {
  try {
    const parsed = parseArgs({
      args: [...args],
      options,
      allowPositionals: maxPositionals > 0,
      strict: true,
    });
    if (parsed.positionals.length > maxPositionals)
      throw new UsageError(`unexpected argument ${parsed.positionals.at(-1)}`);
    return parsed;
  } catch (error) {
    throw error instanceof UsageError ? error : new UsageError((error as Error).message);
  }
}

const UNITS: Record<string, number> = { m: 60_000, h: 3_600_000, d: 86_400_000 };

/** `30m`, `12h`, `7d` in milliseconds. Throws UsageError. */
export function parseDuration(text: string, option: string): number {
  const match = /^(?<count>\d{1,5})(?<unit>[mhd])$/.exec(text);
  const unit = UNITS[match?.groups?.unit ?? ''];
  if (match?.groups === undefined || unit === undefined || Number(match.groups.count) === 0) {
    throw new UsageError(`--${option} takes a duration like 30m, 12h or 7d, not ${text}`);
  }
  return Number(match.groups.count) * unit;
}

export function parseCount(text: string, option: string, max = 1_000_000): number {
  const count = Number(text);
  if (!/^\d+$/.test(text) || count < 1 || count > max)
    throw new UsageError(`--${option} takes a whole number from 1 to ${max}, not ${text}`);
  return count;
}

/** A report goes to programs or to spreadsheets. */
export function refuseBoth(values: { json?: boolean | undefined; csv?: boolean | undefined }): void {
  if (values.json === true && values.csv === true) throw new UsageError('--json or --csv, not both');
}

/** The reason that goes into the audit log. Throws UsageError where there is none. */
export function reasonOf(reason: string | undefined): string {
  const text = reason?.trim() ?? '';
  if (text === '') throw new UsageError('say why: --reason TEXT');
  return text;
}

/** One of a closed set. Throws UsageError for anything else. */
export function oneOf<Value extends string>(values: readonly Value[], given: string, option: string): Value {
  const found = values.find((one) => one === given);
  if (found === undefined) throw new UsageError(`--${option} is one of ${values.join(', ')}, not ${given}`);
  return found;
}
