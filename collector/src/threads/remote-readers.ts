import type { Readers } from '../services/readers.ts';
import type { ReaderPool } from './reader-pool.ts';

const NAMES: { readonly [Group in keyof Readers]: Readonly<Record<keyof Readers[Group], true>> } = {
  consumption: { idOf: true, consumption: true, license: true, ofHost: true },
  hosts: { list: true, one: true, software: true, titles: true },
  fleet: { reconciliation: true, judge: true, check: true, observe: true, plan: true },
};

/** The readers as a pool of threads answers them. */
export function remoteReaders(pool: Pick<ReaderPool, 'call'>): Readers {
  return Object.fromEntries(
    Object.entries(NAMES).map(([group, names]) => [
      group,
      Object.fromEntries(
        Object.keys(names).map((name) => [name, (...args: unknown[]) => pool.call(group, name, args)]),
      ),
    ]),
  ) as unknown as Readers;
}
