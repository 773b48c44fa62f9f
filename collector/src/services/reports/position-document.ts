import type { Position } from '../../licensing/position.ts';
import type { PositionAnswer } from '../positions/compute-position.ts';
import type { ConsumptionDocument, PositionDocument } from './documents.ts';
import { instant } from './instant.ts';
import { sourceDocument } from './source-document.ts';

export function positionDocument(position: Position): PositionDocument {
  const { license, metric, onPremises } = position;
  return {
    license: license.id,
    name: license.name,
    metric,
    owned: position.owned,
    validity: position.validity,
    expiresAt: instant(license.expiresAt),
    consumedOnPremises: onPremises.total,
    worstCaseOnPremises: onPremises.worstCase,
    unmeasurable: onPremises.unmeasurable,
    softPartition:
      position.softPartition === null
        ? null
        : { figures: position.softPartition, reason: license.choice?.reason ?? null },
    consumedInAws: position.consumedInAws,
    balance: position.balance,
    worstCaseBalance: position.worstCaseBalance,
    packsShort: position.packsShort,
    state: position.state,
    completeness: position.completeness,
    aws: position.aws.map(({ configurationArn, unit, inAws, onPremises: byAws, comparable }) => ({
      configurationArn,
      unit,
      inAws,
      onPremisesByAws: byAws,
      comparable,
    })),
    boundBy: license.sources,
  };
}

export function consumptionDocument({ asked, report, notes, aws }: PositionAnswer): ConsumptionDocument {
  return {
    asOf: instant(asked.at),
    knownAt: instant(asked.knownAt ?? null),
    licenses: report.positions.map(positionDocument),
    unlicensed: report.unlicensed.map(({ product, edition, hostIds }) => ({
      product,
      edition,
      hosts: hostIds.length,
      hostIds: hostIds.slice(0, 100),
    })),
    completeness: report.completeness,
    notes,
    sources: aws.freshness.map(sourceDocument),
  };
}
