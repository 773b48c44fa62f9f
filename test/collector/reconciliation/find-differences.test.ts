import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { InventoryItem } from '../../../collector/src/reconciliation/aws-facts.ts';
import {
  type DifferencesInput,
  findDifferences,
} from '../../../collector/src/reconciliation/find-differences.ts';
import { findingCatalog } from '../../../collector/src/reconciliation/finding-catalog.ts';
import { dpkgItem } from '../../support/collector/test-agent.ts';
import {
  AT,
  DAY,
  inventoryItem,
  managedInstance,
  reconciledHost,
} from '../../support/reconciliation/build.ts';

const DETAIL = 'AWS:InstanceDetailedInformation';
const APPLICATION = 'AWS:Application';

function differences(change: Partial<DifferencesInput>, items: readonly InventoryItem[] = []) {
  const input: DifferencesInput = {
    at: AT,
    hosts: [reconciledHost()],
    instances: [managedInstance()],
    inventory: (instanceId, typeName) =>
      items.find((item) => item.instanceId === instanceId && item.typeName === typeName),
    freshness: [],
    ssmStaleAfterMs: 2 * DAY,
    ...change,
  };
  return findDifferences(input);
}

function kinds(found: ReturnType<typeof differences>): string[] {
  return found.map(({ kind }) => kind).toSorted();
}

describe('hosts and managed instances', () => {
  it('agree in silence', () => {
    const items = [
      inventoryItem(DETAIL, [{ CPUSockets: '2', CPUCores: '16', CPUs: '32' }]),
      inventoryItem(APPLICATION, [{ Name: 'bash' }]),
    ];
    expect(differences({}, items)).toEqual([]);
  });

  it('are matched by registration, never by computer name', () => {
    const found = differences({
      hosts: [reconciledHost({ name: 'db01.example.org', managedInstanceIds: [] })],
    });
    expect(kinds(found)).toEqual(['agent-missing', 'not-managed-by-ssm']);
  });

  it('miss an agent on-premises alone: what runs in EC2, Azure or GCP is not ours to count', () => {
    const found = differences({
      hosts: [],
      instances: [
        managedInstance({ origin: 'ec2' }),
        managedInstance({ origin: 'azure', instanceId: 'mi-11111111111111111' }),
      ],
    });
    expect(found).toEqual([]);
  });

  it('tell a registration that AWS does not know', () => {
    const found = differences({
      hosts: [
        reconciledHost(),
        reconciledHost({ hostId: 'host-2', name: 'db02', managedInstanceIds: ['mi-99999999999999999'] }),
      ],
    });
    expect(found).toMatchObject([
      { kind: 're-registered', hostId: 'host-2', ours: { managedInstanceId: 'mi-99999999999999999' } },
    ]);
  });

  it('claimed by two hosts are named once, with both', () => {
    const found = differences({
      hosts: [reconciledHost(), reconciledHost({ hostId: 'host-2', name: 'clone' })],
    });
    expect(found).toMatchObject([{ kind: 'identity-claimed-twice', ours: { hosts: 'clone, db01' } }]);
  });

  it('are not judged missing where no account was read', () => {
    expect(differences({ hosts: [reconciledHost({ managedInstanceIds: [] })], instances: [] })).toEqual([]);
  });
});

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
      differences({ hosts: [reconciledHost({ software: [dpkgItem(long)] })] }, [
        inventoryItem(APPLICATION, [{ Name: cut }]),
      ]),
    ).toEqual([]);
  });

  it('that SSM cannot see, or filters, is no difference', () => {
    const software = [
      dpkgItem('bash'),
      { ...dpkgItem('app'), source: 'flatpak' },
      { ...dpkgItem('KB1 tool'), ssmFilter: 'kb-name' },
    ];
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
          { hosts: [reconciledHost({ software: ours.map((name) => dpkgItem(name)) })] },
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

  it('a silent agent is told and keeps counting', () => {
    expect(kinds(differences({ hosts: [reconciledHost({ stale: true })] }))).toEqual(['stale-agent']);
  });
});

it('gives each finding a key of its own', () => {
  const hosts = [1, 2, 3].map((number) =>
    reconciledHost({ hostId: `host-${number}`, name: `h${number}`, stale: true }),
  );
  const keys = differences({ hosts }).map(({ key }) => key);
  expect(new Set(keys).size).toBe(keys.length);
});
