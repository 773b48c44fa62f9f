import { AppError } from '../../errors.ts';
import type { HostFacts } from '../../licensing/host-facts.ts';
import type { PositionAnswer } from '../positions/compute-position.ts';

/** By id or by a name that only one host has. Throws AppError `not-found`, `conflict` where several hosts have the name. */
export function findHost({ facts }: PositionAnswer, idOrName: string): HostFacts {
  const byId = facts.get(idOrName);
  if (byId !== undefined) return byId;
  const named = [...facts.values()].filter((one) => one.name === idOrName);
  const [only] = named;
  if (only !== undefined && named.length === 1) return only;
  if (named.length > 1)
    throw new AppError(
      'conflict',
      `${named.length} hosts are named ${idOrName}: ${named.map((one) => one.hostId).join(', ')}`,
    );
  throw new AppError(
    'not-found',
    `no host "${idOrName}" counts then: \`coreledger host list\` shows which do, \`host absent\` the retired and merged`,
  );
}
