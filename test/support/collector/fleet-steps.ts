import fc from 'fast-check';
import type { HostChange } from '../../../collector/src/identity/host-change.ts';
import { dpkgItem, hostReport, presentSection } from './test-agent.ts';
import { UNKNOWN_VIRTUALIZATION } from './unknown-virtualization.ts';

export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;
export const HOSTS = 5;
const PRODUCTS = ['mssql-server', 'mongodb-enterprise-server', 'bash'];
const no = fc.nat(HOSTS - 1);
/** Something that happens to a fleet. */
export const step = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('report' as const),
      host: no,
      titles: fc.subarray(PRODUCTS),
      cores: fc.constantFrom(null, 4, 8),
      kind: fc.constantFrom('physical', 'guest', 'hypervisor', null),
      registration: fc.option(fc.nat(2)),
      /** How far the host's own clock is off. */
      off: fc.constantFrom(0, 0, -10 * DAY, HOUR, -1),
      software: fc.constantFrom('whole', 'whole', 'part', 'failed'),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('notice' as const),
      host: no,
      off: fc.constantFrom(0, -20 * DAY),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('decide' as const),
      host: no,
      into: no,
      kind: fc.constantFrom('retire', 'unretire', 'merge', 'split', 'rename', 'tag', 'untag', 'cluster'),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('pass' as const),
      ms: fc.constantFrom(0, 1, HOUR, 3 * DAY, -HOUR, -2 * DAY),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('import' as const),
      guest: no,
      host: no,
      cluster: fc.option(fc.constant('c1')),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('aws' as const), names: fc.array(fc.nat(2), { maxLength: 3 }) }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('prune' as const) }) },
);
export type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

/** What a host reports. `guest`: uuid of the one that it runs where it is a hypervisor. */
export function sectionsOf(
  one: Extract<Step, { do: 'report' }>,
  guest: string,
  own: string,
): Parameters<typeof hostReport>[0] {
  const { cpu } = hostReport().sections;
  if (cpu.status !== 'present') throw new Error('the test report has a processor section');
  return {
    cpu:
      one.cores === null
        ? { status: 'failed', error: 'x' }
        : { ...cpu, value: { ...cpu.value, cores: one.cores } },
    software:
      one.software === 'failed'
        ? { status: 'failed', error: 'deadline' }
        : presentSection(
            one.titles.toSorted().map((name) => dpkgItem(name)),
            one.software === 'whole',
          ),
    operatingSystem: presentSection({
      family: 'linux',
      id: one.cores === 4 ? 'rhel' : 'debian',
      name: 'Linux',
      prettyName: null,
      kernel: null,
      build: null,
      channel: null,
      versionId: '9',
      edition: null,
    }),
    virtualization:
      one.kind === null
        ? { status: 'failed', error: 'x' }
        : presentSection({
            ...UNKNOWN_VIRTUALIZATION,
            kind: one.kind as 'guest',
            vmUuid: one.kind === 'guest' ? own : null,
            vmId: one.registration === 1 ? 'i-0123456789abcdef0' : null,
            physicalHost: one.registration === 2 ? 'HOST-1' : null,
            guests:
              one.kind === 'hypervisor'
                ? [{ uuid: guest, name: 'g', vcpus: 2, state: 'running' as const, source: 'libvirt' }]
                : null,
          }),
    ssmRegistration:
      one.registration === null
        ? { status: 'unavailable', reason: 'no agent of SSM' }
        : (presentSection({
            managedInstanceId: `mi-${one.registration}`,
            region: 'eu-central-1',
            activated: true,
          }) as never),
  };
}

export function changeOf({ kind, host, into }: Extract<Step, { do: 'decide' }>, intoId: string): HostChange {
  switch (kind) {
    case 'rename':
      return { kind, name: `renamed-${into}` };
    case 'merge':
      return { kind, into: intoId };
    case 'tag':
      return { kind, key: 'env', value: into % 2 === 0 ? 'prod' : 'test' };
    case 'cluster':
      return { kind: 'tag', key: 'coreledger:cluster', value: `c${into + host}` };
    case 'untag':
      return { kind, key: 'env' };
    default:
      return { kind: kind as 'retire' | 'unretire' | 'split' };
  }
}
