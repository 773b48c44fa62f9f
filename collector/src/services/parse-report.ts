import { HOST_REPORT_SCHEMA, HostReport } from '@coreledger/shared/host-report.ts';
import { Compile } from 'typebox/compile';
import { type CutReport, cutKnownRows, joinRows } from './cut-known-rows.ts';
import type { KnownRows } from './known-rows.ts';
import { parseSignedBody } from './parse-signed-body.ts';

const hostReport = Compile(HostReport);

/**
 * Parses and validates a report. Most of it are rows of software that other reports had as well: known ones are taken as they are, new
 * ones become known. Accepts and gives what a full parse does, and throws its AppErrors.
 */
export function parseReport(bytes: Uint8Array, known: KnownRows): HostReport {
  const cut = cutKnownRows(bytes, known);
  const report = (cut && parseCut(cut)) ?? parseSignedBody<HostReport>(bytes, hostReport, HOST_REPORT_SCHEMA);
  const { software } = report.sections;
  if (software.status !== 'present') return report;
  for (const [index, item] of software.value.entries()) {
    if (cut?.rows[index] !== item) known.add(item);
  }
  return report;
}

/** Undefined where the cut one is not a valid report: the whole one may be, and else tells its faults. */
function parseCut(cut: CutReport): HostReport | undefined {
  try {
    const report = parseSignedBody<HostReport>(cut.bytes, hostReport, HOST_REPORT_SCHEMA);
    const { software } = report.sections;
    if (software.status !== 'present') return undefined;
    const rows = joinRows(cut, software.value);
    if (rows === undefined) return undefined;
    software.value = rows;
    return report;
  } catch {
    return undefined;
  }
}
