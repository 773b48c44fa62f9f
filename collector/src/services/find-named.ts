import { AppError } from '../errors.ts';
import type { ManageHosts } from './manage-hosts.ts';
import type { Readers } from './readers.ts';

/** The id of what somebody named by its id or by a name that only one has. Both throw AppError `not-found`, `conflict`. */
export interface FindNamed {
  /** Hosts that count, those that Systems Manager alone knows among them, and retired and merged ones. */
  host(idOrName: string): Promise<string>;
  license(idOrName: string): Promise<string>;
}

export function createFindNamed(parts: {
  readonly hosts: Pick<ManageHosts, 'standing'>;
  readonly readers: Pick<Readers, 'hosts' | 'consumption'>;
}): FindNamed {
  const { hosts, readers } = parts;
  return {
    async host(idOrName) {
      try {
        return (await hosts.standing(idOrName)).hostId;
      } catch (error) {
        if (!(error instanceof AppError && (error.code === 'not-found' || error.code === 'conflict')))
          throw error;
        // Of several that had the name one alone may count; and hosts without an agent are known to the answer alone.
        return (await readers.hosts.one(idOrName)).hostId;
      }
    },
    license: (idOrName) => readers.consumption.idOf(idOrName),
  };
}
