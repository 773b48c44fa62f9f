import type { Metric } from '../catalog.ts';
import type { Topology } from '../host-facts.ts';
import type { DerivationStep, Measurement } from '../measurement.ts';
import { coreBound, coreCount, socketBound, socketCount, socketVector } from '../topology-bounds.ts';
import {
  type MetricCode,
  type MetricInput,
  measured,
  type RuleReference,
  type Share,
  unmeasurable,
} from './metric-function.ts';
import { onceEach } from './once-each.ts';

/** The four counts that need no vendor: what the operating system of each host shows, guests included. */
export const plainMetrics: readonly MetricCode[] = [
  plain('plain-core', coreMeasurement),
  plain('plain-socket', socketMeasurement),
  plain('plain-vcpu', vcpuMeasurement),
  plain('plain-instance', instanceMeasurement),
];

export const PLAIN_METRICS: readonly Metric[] = [
  plainMetric('core', 'Physical cores, as the host shows them', 'core'),
  plainMetric('socket', 'Populated sockets, as the host shows them', 'socket'),
  plainMetric('vcpu', 'Logical processors (vCPUs)', 'vcpu'),
  plainMetric('instance', 'Hosts', 'instance'),
];

function plain(name: string, measure: (rule: RuleReference, topology: Topology) => Measurement): MetricCode {
  return {
    name,
    parameters: {},
    switches: {},
    tables: [],
    measure({ rule, licensed }: MetricInput): readonly Share[] {
      const measurementOf = onceEach((topology: Topology) => measure(rule, topology));
      return licensed.map(({ host }) => ({
        host,
        measurement: measurementOf(host.topology),
        coveredBy: null,
      }));
    },
  };
}

function plainMetric(id: string, name: string, unit: string): Metric {
  return {
    id,
    name,
    unit,
    packSize: null,
    versions: [
      {
        effectiveFrom: '2018-08-01',
        effectiveTo: null,
        function: `plain-${id}`,
        parameters: {},
        switches: [],
        provenance: {
          source: 'AWS License Manager, LicenseCountingType',
          sourceDate: '2026-11-24',
          status: 'verified',
        },
      },
    ],
  };
}

function coreMeasurement(rule: RuleReference, topology: Topology): Measurement {
  const vector = socketVector(topology);
  const cores = coreCount(topology);
  const kind = topology.virtual === true ? 'virtual cores' : 'cores';
  if (cores === null) return missing(rule, topology, 'cores', coreBound(topology));
  const line = vector === null ? `${cores} ${kind}` : vectorLine(vector, cores, kind);
  return measured(rule, cores, [step('socket-cores', topology, cores, line)], line);
}

/** `2 sockets × 8 cores = 16`, `8 + 6 cores = 14`, `8 cores`. */
function vectorLine(vector: readonly number[], cores: number, kind: string): string {
  if (vector.length === 1) return `${cores} ${kind}`;
  const first = vector[0];
  if (vector.every((one) => one === first)) return `${vector.length} sockets × ${first} ${kind} = ${cores}`;
  return `${vector.join(' + ')} ${kind} = ${cores}`;
}

function socketMeasurement(rule: RuleReference, topology: Topology): Measurement {
  const sockets = socketCount(topology);
  if (sockets === null) return missing(rule, topology, 'sockets', socketBound(topology));
  const line = `${sockets} populated ${sockets === 1 ? 'socket' : 'sockets'}`;
  return measured(rule, sockets, [step('sockets', topology, sockets, line)], line);
}

function vcpuMeasurement(rule: RuleReference, topology: Topology): Measurement {
  const vcpus = topology.logicalProcessors;
  if (vcpus === null) return missing(rule, topology, 'logical processors', null);
  const line = `${vcpus} logical ${vcpus === 1 ? 'processor' : 'processors'}`;
  return measured(rule, vcpus, [step('logical-processors', topology, vcpus, line)], line);
}

function instanceMeasurement(rule: RuleReference): Measurement {
  return measured(rule, 1, [{ operation: 'count', inputs: {}, result: 1, text: '1 host' }], '1 host');
}

function missing(
  rule: RuleReference,
  topology: Topology,
  fact: string,
  worstCase: number | null,
): Measurement {
  const bound = worstCase === null ? 'no bound is known' : `at most ${worstCase}`;
  const line = `${fact} unknown; ${bound}`;
  return unmeasurable(rule, [fact], worstCase, [step('unknown', topology, worstCase, line)], line);
}

function step(operation: string, topology: Topology, result: number | null, text: string): DerivationStep {
  const { sockets, cores, logicalProcessors, socketCores } = topology;
  return { operation, inputs: { sockets, cores, logicalProcessors, socketCores }, result, text };
}
