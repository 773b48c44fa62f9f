import { expect, it } from 'vitest';
import { loadCatalog } from '../../../collector/src/catalog/load-catalog.ts';
import { computePositions } from '../../../collector/src/licensing/compute-positions.ts';
import { AT, installation, license } from '../../support/licensing/build.ts';
import { vectorHost } from '../../support/licensing/vector-host.ts';

const catalog = await loadCatalog();
const ORACLE = 'oracle/database';
const selectors = [{ kind: 'product', product: ORACLE, editions: null, versions: null }] as const;
const database = [installation(ORACLE, { edition: 'enterprise' })];
const hosts = [
  vectorHost({ id: 'esx-1', sockets: [16, 16], kind: 'hypervisor', cluster: 'prod' }, []),
  vectorHost({ id: 'esx-2', sockets: [16, 16], kind: 'hypervisor', cluster: 'prod' }, []),
  vectorHost({ id: 'db-1', guest: true, vcpus: 8, on: 'esx-1', cluster: 'prod' }, database),
  vectorHost({ id: 'db-2', guest: true, vcpus: 6 }, database),
];

function figures(metric: string, switches = {}) {
  const licenses = [license('oracle', { metric, selectors, switches })];
  return computePositions({ hosts, licenses, catalog, at: AT, configurations: [] }).positions[0];
}

it('shows guest, host and cluster side by side, and the chosen one is the position', () => {
  const position = figures('oracle/processor', { softPartition: 'host' });
  expect(position?.softPartition).toEqual([
    { position: 'cluster', total: 32, worstCase: 64, unmeasurable: 1, chosen: false },
    { position: 'host', total: 16, worstCase: 32, unmeasurable: 1, chosen: true },
    { position: 'guest', total: 7, worstCase: 7, unmeasurable: 0, chosen: false },
  ]);
  expect(position?.onPremises).toMatchObject({ total: 16, worstCase: 32 });
});

it('is no question of other metrics', () => {
  expect(figures('microsoft/sql-server/core')?.softPartition).toBeNull();
});
