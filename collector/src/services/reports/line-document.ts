import type { ConsumptionLine } from '../../licensing/consumption.ts';
import type { Installation } from '../../licensing/installation.ts';
import type { License } from '../../licensing/license.ts';
import type { InstallationDocument, LineDocument } from './documents.ts';
import { instant } from './instant.ts';

export function lineDocument(line: ConsumptionLine, license: License): LineDocument {
  const { measurement, exemption } = line;
  const { steps, line: text, rule, effectiveFrom, source } = measurement.derivation;
  const host = `/v1/hosts/${encodeURIComponent(line.hostId)}`;
  return {
    license: line.license,
    licenseName: license.name,
    hostId: line.hostId,
    hostName: line.hostName,
    state: line.state,
    quantity: measurement.kind === 'measured' ? measurement.quantity : null,
    worstCase: measurement.kind === 'measured' ? measurement.quantity : measurement.worstCase,
    missing: measurement.kind === 'measured' ? [] : measurement.missing,
    derivation: { line: text, rule, effectiveFrom, source, steps },
    coveredBy: line.coveredBy,
    paidBy: line.paidBy,
    exemption: exemption === null ? null : { ...exemption, expiresAt: instant(exemption.expiresAt) },
    installations: line.installations.map((one) => installationDocument(one, line.lastSeenAt)),
    confidence: line.confidence,
    notes: line.notes,
    stale: line.stale,
    lastSeenAt: instant(line.lastSeenAt),
    links: { host, reports: `${host}/reports` },
  };
}

export function installationDocument(installation: Installation, lastSeenAt: number): InstallationDocument {
  return {
    ...installation,
    evidence: installation.evidence.map((one) => ({ ...one, seenAt: instant(one.seenAt ?? lastSeenAt) })),
  };
}
