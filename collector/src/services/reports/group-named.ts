import { AppError } from '../../errors.ts';
import type { HostGroup } from '../../licensing/scope.ts';

/** The groups of licenses.yaml, by id. */
export type Groups = ReadonlyMap<string, HostGroup>;

/** The group that a filter names; undefined where it names none. Throws AppError `bad-request` for an unknown one. */
export function groupNamed(groups: Groups, id: string | undefined): HostGroup | undefined {
  if (id === undefined) return undefined;
  const group = groups.get(id);
  if (group !== undefined) return group;
  const known = [...groups.keys()].join(', ') || 'none';
  throw new AppError('bad-request', `licenses.yaml has no group "${id}"; groups are: ${known}`);
}
