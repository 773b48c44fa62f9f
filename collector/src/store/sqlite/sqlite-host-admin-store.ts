import type { HostAdminStore } from '../../ports/host-admin-store.ts';
import type { HostDecisions } from './host-decisions.ts';
import type { WriteQueue } from './write-queue.ts';

export function sqliteHostAdminStore(decisions: HostDecisions, queue: WriteQueue): HostAdminStore {
  return {
    find: async (idOrName) => decisions.find(idOrName),
    absent: async () => decisions.absent(),
    decide: (decision) => queue.write(() => ({ objection: decisions.decide(decision) })),
  };
}
