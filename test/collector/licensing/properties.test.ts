import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadCatalog } from '../../../collector/src/catalog/load-catalog.ts';
import type { Catalog } from '../../../collector/src/licensing/catalog.ts';
import { computePositions } from '../../../collector/src/licensing/compute-positions.ts';
import { totalLines } from '../../../collector/src/licensing/consumption.ts';
import { AT, installation, license } from '../../support/licensing/build.ts';
import { type VectorHost, vectorHost } from '../../support/licensing/vector-host.ts';

/** Metrics whose demand rests on processors, as the catalog has them. */
const METRICS = [
  'core',
  'socket',
  'vcpu',
  'microsoft/sql-server/core',
  'microsoft/windows-server/datacenter',
  'microsoft/windows-server/standard',
  'oracle/processor',
  'oracle/named-user-plus',
  'ibm/pvu',
  'ibm/vpc',
  'redhat/socket-pair',
  'broadcom/vmware-core',
];
const PRODUCT = 'mongodb/enterprise';
let catalog: Catalog;
beforeAll(async () => {
  catalog = await loadCatalog();
});

const sockets = fc.array(fc.integer({ min: 1, max: 64 }), { minLength: 1, maxLength: 8 });
const machine = fc.record({ sockets, kind: fc.constantFrom('physical' as const, 'hypervisor' as const) });
const guest = fc.record({ vcpus: fc.integer({ min: 1, max: 128 }), on: fc.option(fc.nat({ max: 3 })) });
const fleet = fc
  .tuple(fc.array(machine, { minLength: 1, maxLength: 4 }), fc.array(guest, { maxLength: 5 }))
  .map(([machines, guests]) => {
    const named: VectorHost[] = machines.map((one, index) => ({ ...one, id: `m${index}` }));
    const placed: VectorHost[] = guests.map(({ vcpus, on }, index) => ({
      id: `g${index}`,
      guest: true,
      vcpus,
      ...(on === null ? {} : { on: `m${on % machines.length}` }),
    }));
    return [...named, ...placed];
  });
const metric = fc.constantFrom(...METRICS);

function position(hosts: readonly VectorHost[], metricId: string) {
  const facts = hosts.map((host) => vectorHost(host, [installation(PRODUCT)]));
  const one = license('l', {
    metric: metricId,
    selectors: [{ kind: 'product', product: PRODUCT, editions: null, versions: null }],
  });
  const [found] = computePositions({
    hosts: facts,
    licenses: [one],
    catalog,
    at: AT,
    configurations: [],
  }).positions;
  if (found === undefined) throw new Error('no position');
  return found.onPremises;
}

describe('consumption', () => {
  it('is the same in any order of hosts', () => {
    fc.assert(
      fc.property(
        fleet,
        metric,
        fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })),
        (hosts, id, keys) => {
          const shuffled = hosts
            .map((host) => ({ host, key: keys.next().value }))
            .toSorted((a, b) => a.key - b.key)
            .map(({ host }) => host);
          expect(position(shuffled, id)).toEqual(position(hosts, id));
        },
      ),
    );
  });

  it('is the sum of its lines, for any selection of them too', () => {
    fc.assert(
      fc.property(fleet, metric, fc.nat({ max: 8 }), (hosts, id, cut) => {
        const consumption = position(hosts, id);
        const { lines, ...totals } = consumption;
        expect(totalLines(lines)).toEqual(totals);
        const [head, tail] = [totalLines(lines.slice(0, cut)), totalLines(lines.slice(cut))];
        expect(head.total + tail.total).toBe(totals.total);
      }),
    );
  });

  it('never falls when a machine gets more cores', () => {
    fc.assert(
      fc.property(
        sockets,
        metric,
        fc.nat({ max: 7 }),
        fc.integer({ min: 1, max: 32 }),
        (cores, id, which, more) => {
          const grown = cores.map((count, index) => (index === which % cores.length ? count + more : count));
          const [before, after] = [cores, grown].map(
            (one) => position([{ id: 'a', sockets: one }], id).total,
          );
          expect(after).toBeGreaterThanOrEqual(before ?? 0);
        },
      ),
    );
  });

  it('is whole numbers', () => {
    fc.assert(
      fc.property(fleet, metric, (hosts, id) => {
        const { total, worstCase, lines } = position(hosts, id);
        const quantities = lines.map(({ measurement }) =>
          measurement.kind === 'measured' ? measurement.quantity : (measurement.worstCase ?? 0),
        );
        for (const number of [total, worstCase ?? 0, ...quantities])
          expect(Number.isSafeInteger(number)).toBe(true);
      }),
    );
  });
});

it('an unknown fact never lowers the worst case', () => {
  fc.assert(
    fc.property(sockets, metric, fc.constantFrom('vector', 'cores', 'sockets'), (cores, id, lost) => {
      const total = cores.reduce((sum, one) => sum + one, 0);
      const known = position([{ id: 'a', sockets: cores }], id);
      const less: VectorHost = {
        id: 'a',
        vcpus: total * 2,
        ...(lost === 'sockets' ? {} : { socketCount: cores.length }),
        ...(lost === 'cores' ? {} : { coreCount: total }),
        slots: Math.max(cores.length, 2),
      };
      const { worstCase } = position([less], id);
      if (worstCase !== null) expect(worstCase).toBeGreaterThanOrEqual(known.total);
    }),
  );
});
