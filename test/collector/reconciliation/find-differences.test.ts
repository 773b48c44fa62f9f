import { describe, expect, it } from 'vitest';
import type { Finding } from '../../../collector/src/reconciliation/finding.ts';
import { judgedBy } from '../../../collector/src/reconciliation/judgement.ts';
import {
  AT,
  DAY,
  inventoryItem,
  managedInstance,
  reconciledHost,
  scopeCoverage,
} from '../../support/reconciliation/build.ts';
import { APPLICATION, DETAIL, differences, judge, kinds } from '../../support/reconciliation/judge.ts';

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

  describe('of which AWS lists none', () => {
    const unregistered = reconciledHost({ managedInstanceIds: [] });
    const other = scopeCoverage({ source: 'branch', account: '222222222222', region: 'eu-west-1' });
    const unread = { ...other, wholeAt: new Map<string, number>() };

    it('are no finding where no source is configured', () => {
      expect(judge({ hosts: [unregistered, reconciledHost()], instances: [], coverage: [] })).toMatchObject({
        findings: [],
      });
    });

    it('are not judged while one source was never read, and the answer says which', () => {
      const judgement = judge({ hosts: [unregistered], instances: [], coverage: [scopeCoverage(), unread] });
      expect(judgement.findings).toEqual([]);
      expect(judgement.unjudged).toMatchObject([
        {
          kind: 'not-managed-by-ssm',
          key: 'not-managed-by-ssm:host-1',
          reason: 'managed-instance of branch eu-west-1 was not read to its end',
        },
      ]);
      expect(judgedBy(judgement)({ key: 'not-managed-by-ssm:host-1' } as Finding)).toBe(false);
      expect(
        kinds(differences({ hosts: [unregistered], instances: [], coverage: [scopeCoverage(), other] })),
      ).toEqual(['not-managed-by-ssm']);
    });

    it('are judged by the sources that read their Region alone', () => {
      const input = { hosts: [reconciledHost()], instances: [] };
      expect(kinds(differences({ ...input, coverage: [scopeCoverage(), unread] }))).toEqual([
        're-registered',
      ]);
      expect(judge({ ...input, coverage: [unread] })).toMatchObject({
        findings: [],
        unjudged: [{ kind: 're-registered', reason: 'no AWS source reads the Region eu-central-1' }],
      });
      const unknownRegion = reconciledHost({ registration: { known: true, region: null, since: 0 } });
      expect(
        differences({ hosts: [unknownRegion], instances: [], coverage: [scopeCoverage(), unread] }),
      ).toEqual([]);
    });

    it('are not judged by a read from before they were registered', () => {
      const late = reconciledHost({ registration: { known: true, region: 'eu-central-1', since: AT + 1 } });
      expect(judge({ hosts: [late], instances: [] })).toMatchObject({
        findings: [],
        unjudged: [{ kind: 're-registered' }],
      });
    });

    it('are not called unregistered where the agent may not read the registration', () => {
      const blind = { ...unregistered, registration: { known: false, region: null, since: 0 } };
      expect(judge({ hosts: [blind], instances: [] })).toMatchObject({
        findings: [],
        unjudged: [{ reason: 'the agent could not read the registration there' }],
      });
    });
  });

  it('of a merged host belong to the host it is merged into', () => {
    const merged = reconciledHost({
      managedInstanceIds: ['mi-0123456789abcdef0'],
      mergedManagedInstanceIds: ['mi-11111111111111111'],
    });
    const older = managedInstance({ instanceId: 'mi-11111111111111111' });
    expect(differences({ hosts: [merged], instances: [managedInstance(), older] })).toEqual([]);
  });

  it('claimed by very many hosts keep a summary that is short', () => {
    const hosts = Array.from({ length: 20_000 }, (_, index) => reconciledHost({ hostId: `host-${index}` }));
    const [found] = differences({ hosts });
    expect(found?.summary.length).toBeLessThan(200);
  });
});

it('gives each finding of a host with two registrations a key of its own', () => {
  const [first, second] = ['mi-0123456789abcdef0', 'mi-11111111111111111'];
  const items = [first, second].flatMap((instanceId) => [
    { ...inventoryItem(DETAIL, [{ CPUSockets: '1', CPUCores: '1', CPUs: '1' }]), instanceId },
    { ...inventoryItem(APPLICATION, [{ Name: 'other' }]), instanceId },
  ]);
  const instances = [first, second].map((instanceId) =>
    managedInstance({ instanceId, lastPingAt: AT - 9 * DAY }),
  );
  const keys = differences(
    { hosts: [reconciledHost({ managedInstanceIds: [first, second] })], instances },
    items,
  ).map(({ key }) => key);
  expect([keys.length, new Set(keys).size]).toEqual([12, 12]);
});

it('gives each finding a key of its own', () => {
  const hosts = [1, 2, 3].map((number) =>
    reconciledHost({ hostId: `host-${number}`, name: `h${number}`, stale: true }),
  );
  const keys = differences({ hosts }).map(({ key }) => key);
  expect(new Set(keys).size).toBe(keys.length);
});
