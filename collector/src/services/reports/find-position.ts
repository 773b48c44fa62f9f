import { AppError } from '../../errors.ts';
import type { Position } from '../../licensing/position.ts';
import type { PositionAnswer } from '../positions/compute-position.ts';

const NAMED_AT_MOST = 20;

/** By id, or by a name that only one license has. Throws AppError `not-found`, `conflict` where several licenses have the name. */
export function findPosition({ report }: PositionAnswer, idOrName: string): Position {
  const byId = report.positions.find((one) => one.license.id === idOrName);
  if (byId !== undefined) return byId;
  const named = report.positions.filter((one) => one.license.name === idOrName);
  const [only] = named;
  if (only !== undefined && named.length === 1) return only;
  const ids = (positions: readonly Position[]) =>
    positions.slice(0, NAMED_AT_MOST).map((one) => one.license.id);
  if (named.length > 1)
    throw new AppError(
      'conflict',
      `${named.length} licenses are named ${idOrName}: ${ids(named).join(', ')}`,
    );
  const known = ids(report.positions).join(', ') || 'none';
  throw new AppError('not-found', `no license "${idOrName}"; there are: ${known}`);
}
