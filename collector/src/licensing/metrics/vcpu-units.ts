import { divideUp } from '../arithmetic.ts';
import type { Topology } from '../host-facts.ts';
import { type Demand, known, measurementOf, unknown } from './demand.ts';
import { integerParameter, type MetricCode, type MetricInput, type Share } from './metric-function.ts';
import { onceEach } from './once-each.ts';

/** Virtual processors in groups, of a size that depends on whether two of them share a core: Oracle's cloud policy. */
export const vcpuUnits: MetricCode = {
  name: 'vcpu-units',
  parameters: { vcpusPerUnitWithSmt: 'integer', vcpusPerUnitWithoutSmt: 'integer' },
  switches: {},
  tables: [],
  measure(input: MetricInput): readonly Share[] {
    const measure = onceEach((topology: Topology) => measurementOf(input.rule, demandOf(input, topology)));
    return input.licensed.map(({ host }) => ({
      host,
      measurement: measure(host.topology),
      coveredBy: null,
    }));
  },
};

function demandOf(input: MetricInput, topology: Topology): Demand {
  const vcpus = topology.logicalProcessors;
  if (vcpus === null) return unknown(['virtual processors'], null, 'virtual processors unknown');
  const withSmt = integerParameter(input, 'vcpusPerUnitWithSmt');
  const withoutSmt = integerParameter(input, 'vcpusPerUnitWithoutSmt');
  if (topology.smt === null && withSmt !== withoutSmt) {
    const worst = divideUp(vcpus, Math.min(withSmt, withoutSmt));
    return unknown(['hyper-threading'], worst, `${vcpus} vCPUs, not known whether two share a core`);
  }
  const perUnit = topology.smt === true ? withSmt : withoutSmt;
  const quantity = divideUp(vcpus, perUnit);
  const line = `${vcpus} vCPUs ÷ ${perUnit}, rounded up, = ${quantity}`;
  const inputs = { vcpus, perUnit };
  return known(quantity, [{ operation: 'round-up', inputs, result: quantity, text: line }], line);
}
