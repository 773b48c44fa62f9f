import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { comparableSoftware } from '../../../collector/src/reconciliation/comparable-software.ts';
import type { Finding } from '../../../collector/src/reconciliation/finding.ts';
import { findingCatalog } from '../../../collector/src/reconciliation/finding-catalog.ts';
import { judgedBy } from '../../../collector/src/reconciliation/judgement.ts';
import { dpkgItem } from '../../support/collector/test-agent.ts';
import {
  AT,
  DAY,
  inventoryItem,
  managedInstance,
  reconciledHost,
} from '../../support/reconciliation/build.ts';
import {
  APPLICATION,
  DETAIL,
  differences,
  judge,
  kinds,
  type Past,
} from '../../support/reconciliation/judge.ts';

describe('processors', () => {
  it.each([
    ['CPUSockets', '1', 'socket-count-differs', { sockets: 2 }],
    ['CPUCores', '14', 'core-count-differs', { cores: 16 }],
    ['CPUs', '16', 'logical-processor-count-differs', { logicalProcessors: 32 }],
  ])('%s of %s is a difference', (name, value, kind, ours) => {
    expect(differences({}, [inventoryItem(DETAIL, [{ [name]: value }])])).toMatchObject([{ kind, ours }]);
  });

  it.each(['', '-', '0', 'Socket(s)', '2.0'])('"%s" from SSM is unknown, not a difference', (text) => {
    expect(
      differences({}, [inventoryItem(DETAIL, [{ CPUSockets: text, CPUCores: text, CPUs: text }])]),
    ).toEqual([]);
  });

  it('unknown here are a finding of their own', () => {
    const topology = { ...reconciledHost().topology, sockets: null };
    const found = differences({ hosts: [reconciledHost({ topology })] }, [
      inventoryItem(DETAIL, [{ CPUSockets: '2' }]),
    ]);
    expect(found).toMatchObject([{ kind: 'topology-unknown', ours: { missing: 'sockets' } }]);
  });
});

describe('software', () => {
  it('removed but not purged, listed by SSM, is a difference with its likely cause', () => {
    const found = differences({}, [inventoryItem(APPLICATION, [{ Name: 'bash' }, { Name: 'old-thing' }])]);
    expect(found).toMatchObject([
      { kind: 'software-only-in-ssm', theirs: { titles: 1, examples: 'old-thing' } },
    ]);
    expect(findingCatalog['software-only-in-ssm'].causes[0]).toContain('not purged');
  });

  it.each([
    ['an empty list, which is what a failed gathering looks like', [inventoryItem(APPLICATION, [])]],
    ['a missing type', []],
  ])('is not compared with %s', (_what, items) => {
    expect(differences({}, items)).toEqual([]);
  });

  it('is not called missing here on an incomplete list of ours', () => {
    const hosts = [reconciledHost({ softwareComplete: false })];
    expect(
      differences({ hosts }, [inventoryItem(APPLICATION, [{ Name: 'bash' }, { Name: 'other' }])]),
    ).toEqual([]);
  });

  it('matches names that SSM cut to 100 bytes', () => {
    const long = `${'ä'.repeat(60)} suite`;
    const cut = Buffer.from(long).subarray(0, 100).toString();
    expect(
      differences({ hosts: [reconciledHost({ software: comparableSoftware([dpkgItem(long)]) })] }, [
        inventoryItem(APPLICATION, [{ Name: cut }]),
      ]),
    ).toEqual([]);
  });

  it('that SSM cannot see, or filters, is no difference', () => {
    const software = comparableSoftware([
      dpkgItem('bash'),
      { ...dpkgItem('app'), source: 'flatpak' },
      { ...dpkgItem('KB1 tool'), ssmFilter: 'kb-name' },
    ]);
    expect(
      differences({ hosts: [reconciledHost({ software })] }, [
        inventoryItem(APPLICATION, [{ Name: 'bash' }]),
      ]),
    ).toEqual([]);
  });

  it('found on one side alone is the symmetric difference of names', () => {
    const names = fc.uniqueArray(fc.stringMatching(/^[a-z][a-z0-9]{0,12}$/), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(names, names, (ours, theirs) => {
        const found = differences(
          { hosts: [reconciledHost({ software: comparableSoftware(ours.map((name) => dpkgItem(name))) })] },
          [
            inventoryItem(
              APPLICATION,
              theirs.map((Name) => ({ Name })),
            ),
          ],
        );
        const onlyTheirs = theirs.filter((name) => !ours.includes(name)).length;
        const onlyOurs = ours.filter((name) => !theirs.includes(name)).length;
        expect(found.find(({ kind }) => kind === 'software-only-in-ssm')?.theirs.titles ?? 0).toBe(
          onlyTheirs,
        );
        expect(found.find(({ kind }) => kind === 'software-only-in-agent')?.ours.titles ?? 0).toBe(onlyOurs);
      }),
    );
  });
});

describe('time', () => {
  it('SSM that is silent for long is told, with both its times', () => {
    const found = differences(
      { instances: [managedInstance({ lastPingAt: AT - 9 * DAY, pingStatus: 'ConnectionLost' })] },
      [inventoryItem(DETAIL, [{ CPUs: '32' }], AT - 20 * DAY)],
    );
    expect(found).toMatchObject([
      { kind: 'stale-ssm', theirs: { pingStatus: 'ConnectionLost', capturedAt: '2026-11-04T00:00:00.000Z' } },
    ]);
  });

  it.each([APPLICATION, 'AWS:WindowsRole', 'Custom:CoreledgerHost'])(
    '%s is old by its own capture',
    (type) => {
      const fresh = inventoryItem(DETAIL, [{ CPUs: '32' }]);
      const found = differences({}, [fresh, inventoryItem(type, [{ Name: 'bash' }], AT - 40 * DAY)]);
      expect(found).toMatchObject([
        { kind: 'stale-ssm', summary: expect.stringContaining(`${type} 2026-10-15`) },
      ]);
    },
  );

  it('processors are compared as they were at SSM’s capture', () => {
    const grown = reconciledHost({ topologySince: AT - 10 * DAY });
    const then = { ...grown, topology: { ...grown.topology, cores: 8 } };
    const capture = (cores: string) => [inventoryItem(DETAIL, [{ CPUCores: cores }], AT - 40 * DAY)];
    const asked: number[] = [];
    const past: Past = (_host, instant) => {
      asked.push(instant);
      return then;
    };
    expect(kinds(differences({ hosts: [grown] }, capture('8'), past))).toEqual(['stale-ssm']);
    expect(new Set(asked)).toEqual(new Set([AT - 40 * DAY]));
    expect(differences({ hosts: [grown] }, capture('6'), past)).toMatchObject([
      { kind: 'stale-ssm' },
      {
        kind: 'core-count-differs',
        ours: { cores: 8, asOf: '2026-10-15T00:00:00.000Z' },
        theirs: { cores: 6 },
      },
    ]);
  });

  it('a capture from before anything is known of the host is old, and not compared', () => {
    const late = reconciledHost({ topologySince: AT - DAY, softwareSince: AT - DAY, firstSeenAt: AT - DAY });
    const judgement = judge({ hosts: [late] }, [
      inventoryItem(DETAIL, [{ CPUCores: '8' }], AT - 40 * DAY),
      inventoryItem(APPLICATION, [{ Name: 'gone' }], AT - 40 * DAY),
    ]);
    expect(kinds(judgement.findings)).toEqual(['stale-ssm']);
    expect(kinds(judgement.unjudged)).toEqual([
      'core-count-differs',
      'logical-processor-count-differs',
      'socket-count-differs',
      'software-only-in-agent',
      'software-only-in-ssm',
    ]);
  });

  it('software is compared as it was at SSM’s capture', () => {
    const changed = reconciledHost({ softwareSince: AT - DAY });
    const then = { ...changed, software: comparableSoftware([dpkgItem('bash'), dpkgItem('gone')]) };
    const capture = (...names: string[]) => [
      inventoryItem(
        APPLICATION,
        names.map((Name) => ({ Name })),
        AT - 1.5 * DAY,
      ),
    ];
    expect(differences({ hosts: [changed] }, capture('bash', 'gone'), () => then)).toEqual([]);
    expect(differences({ hosts: [changed] }, capture('bash', 'never'), () => then)).toMatchObject([
      {
        kind: 'software-only-in-ssm',
        theirs: { examples: 'never' },
        ours: { asOf: '2026-11-22T12:00:00.000Z' },
      },
      { kind: 'software-only-in-agent', ours: { examples: 'gone' } },
    ]);
  });

  it('a capture without a time is not compared', () => {
    const timeless = { ...inventoryItem(DETAIL, [{ CPUCores: '8' }]), capturedAt: null };
    expect(differences({}, [timeless])).toEqual([]);
  });

  it('an open difference is neither kept nor resolved by an empty list', () => {
    const judgement = judge({}, [inventoryItem(APPLICATION, [])]);
    const key = 'software-only-in-ssm:host-1:mi-0123456789abcdef0';
    expect(judgedBy(judgement)({ key } as Finding)).toBe(false);
  });

  it('a silent agent is told and keeps counting', () => {
    expect(kinds(differences({ hosts: [reconciledHost({ stale: true })] }))).toEqual(['stale-agent']);
  });
});

describe('what the evidence says of the cause', () => {
  const causes = (...given: Parameters<typeof judge>) =>
    judge(...given).findings.map(({ kind, cause }) => [kind, cause]);

  it('removed and not purged: dpkg packages that SSM lists', () => {
    const entries = [
      { Name: 'bash', PackageId: 'bash_5.2_amd64.deb' },
      { Name: 'old-thing', PackageId: 'old-thing_1_amd64.deb' },
      { Name: 'other', PackageId: 'other-1.src.rpm' },
    ];
    expect(causes({}, [inventoryItem(APPLICATION, entries)])).toEqual([
      ['software-only-in-ssm', '1 are dpkg packages, removed and not purged: SSM lists these'],
    ]);
  });

  it('unequal sockets, multiplied by SSM Agent', () => {
    const topology = { ...reconciledHost().topology, cores: 14, socketCores: [8, 6] };
    const [[, cause] = []] = causes({ hosts: [reconciledHost({ topology })] }, [
      inventoryItem(DETAIL, [{ CPUSockets: '2', CPUCores: '16', CPUs: '32' }]),
    ]);
    expect(cause).toContain('unequal (8, 6 cores)');
  });

  it.each([
    ['16', { smt: true, logicalProcessors: 32 }, 'SMT was off'],
    ['32', { smt: false, logicalProcessors: 16 }, 'SMT was on'],
  ])('SMT: %s logical processors in SSM', (CPUs, change, words) => {
    const topology = { ...reconciledHost().topology, ...change };
    const [[, cause] = []] = causes({ hosts: [reconciledHost({ topology })] }, [
      inventoryItem(DETAIL, [{ CPUSockets: '2', CPUCores: '16', CPUs }]),
    ]);
    expect(cause).toContain(words);
  });

  it.each([
    ['x86_64', 'SSM Agent understands `lscpu` in English alone'],
    ['aarch64', '`lscpu` prints none on this architecture'],
  ])(
    'no sockets and cores from %s are told with their reason, and are no difference',
    (architecture, reason) => {
      const topology = { ...reconciledHost().topology, architecture };
      const judgement = judge({ hosts: [reconciledHost({ topology })] }, [
        inventoryItem(DETAIL, [{ CPUSockets: '', CPUCores: '', CPUs: '32' }]),
      ]);
      expect(judgement.findings).toEqual([]);
      const reasons = judgement.unjudged.filter(({ kind }) => kind.endsWith('count-differs'));
      expect(reasons.map((one) => [one.kind, one.reason.includes(reason)])).toEqual([
        ['socket-count-differs', true],
        ['core-count-differs', true],
      ]);
    },
  );

  it.each([
    [9, 'License Manager counts the instance as active until 2026-12-15T00:00:00.000Z'],
    [40, 'more than the 30 days'],
  ])('silent for %s days: the 30 days of License Manager', (days, words) => {
    const [[, cause] = []] = causes({ instances: [managedInstance({ lastPingAt: AT - days * DAY })] });
    expect(cause).toContain(words);
  });

  it('a node without an agent that has the name of a host whose agent may not read its registration', () => {
    const blind = reconciledHost({
      managedInstanceIds: [],
      registration: { known: false, region: null, since: 0 },
    });
    expect(causes({ hosts: [blind] })).toEqual([
      ['agent-missing', expect.stringContaining('may not read its registration')],
    ]);
  });

  it('a title cut by SSM, in the middle of a character too, is none', () => {
    for (const name of [`${'x'.repeat(99)} end`, `${'é'.repeat(80)}`, `"quoted" ${'y'.repeat(120)}`]) {
      const cut = Buffer.from(JSON.stringify(name).slice(1, -1)).subarray(0, 100).toString();
      const hosts = [reconciledHost({ software: comparableSoftware([dpkgItem(name)]) })];
      const theirs = cut.replaceAll('\\"', '"').replace(/\ufffd+$/, '');
      expect(differences({ hosts }, [inventoryItem(APPLICATION, [{ Name: theirs }])])).toEqual([]);
    }
  });
});
