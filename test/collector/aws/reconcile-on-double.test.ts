import { randomUUID } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import { reconciliationText } from '../../../collector/src/cli/reconciliation-text.ts';
import { buildApp } from '../../../collector/src/http/app.ts';
import { managedInstanceOf } from '../../../collector/src/reconciliation/find-license-differences.ts';
import type { Finding } from '../../../collector/src/reconciliation/finding.ts';
import { createForgetAws } from '../../../collector/src/services/forget-aws.ts';
import { createReadAws } from '../../../collector/src/services/read-aws.ts';
import { createSyncAws } from '../../../collector/src/services/sync-aws.ts';
import { type AwsWorld, startAwsWorld } from '../../support/aws/aws-world.ts';
import { SOURCES } from '../../support/aws/test-aws.ts';
import { dpkgItem, presentSection } from '../../support/collector/test-agent.ts';

const SQL01 = 'mi-0a1b2c3d4e5f60711';
const FRANKFURT = { account: '111122223333', region: 'eu-central-1' };
const SOFTWARE = presentSection([dpkgItem('splunk')]);
const LICENSES = `
licenses:
  - id: splunk
    name: Splunk
    product: splunk/enterprise
    metric: core
    owned: 100
`;

let world: AwsWorld;
afterEach(async () => {
  await world?.close();
});

function ofKinds(findings: readonly Finding[], ...kinds: string[]): string[] {
  return findings.filter(({ kind }) => kinds.includes(kind)).map(({ key }) => key);
}

async function openKeys(kind: string): Promise<string[]> {
  const { findings } = world.collector.collector.services;
  return (await findings.list({ limit: 100, state: 'open', kind })).items.map(({ key }) => key);
}

describe('a source that was never read', () => {
  const REFUSED = { kind: 'access-denied', service: 'sts', operation: 'AssumeRole' } as const;

  it('opens no finding about what it may hold, says so, and is a finding itself; once read, all is judged', async () => {
    world = await startAwsWorld();
    world.double.addFault(REFUSED);
    await world.report('db01', null);
    await world.report('sql02', { managedInstanceId: 'mi-0b1b2c3d4e5f60729', region: 'eu-west-1' });
    const { services } = world.collector.collector;
    const { unreachable } = await world.sync();
    expect(unreachable.map(({ source }) => source)).toEqual(['branch']);
    await services.reconcile.run();
    expect(await openKeys('not-managed-by-ssm')).toEqual([]);
    expect(await openKeys('re-registered')).toEqual([]);
    expect(await openKeys('source-stale')).toEqual(['source-stale:branch:eu-west-1']);
    const document = await services.reconciliation();
    expect(reconciliationText(document)).toMatch(
      /Not judged[\s\S]+re-registered +1 +managed-instance of branch/,
    );
    expect(document.unjudged).toContainEqual({
      kind: 're-registered',
      reason: 'managed-instance of branch eu-west-1 was not read to its end',
      count: 1,
      examples: ['sql02'],
    });

    world.double.clearFaults();
    await world.sync();
    await services.reconcile.run();
    expect(await openKeys('not-managed-by-ssm')).toHaveLength(1);
    expect(await openKeys('re-registered')).toHaveLength(1);
    expect(await openKeys('source-stale')).toEqual([]);

    // Refused again: what is open stays open, though nothing new could be said.
    world.double.addFault(REFUSED);
    await world.sync();
    await services.reconcile.run();
    expect(await openKeys('not-managed-by-ssm')).toHaveLength(1);
    expect(await openKeys('re-registered')).toHaveLength(1);
  });

  it('is told as of the past too', async () => {
    world = await startAwsWorld();
    world.double.addFault(REFUSED);
    await world.sync();
    const between = Date.now();
    await new Promise((resolve) => setTimeout(resolve, 5));
    world.double.clearFaults();
    await world.sync();
    const { aws } = world.collector.collector.services;
    const readAt = async (at?: number) =>
      (await aws.coverage(at ?? Date.now())).map(({ wholeAt }) => wholeAt.size > 0);
    expect([await readAt(between), await readAt()]).toEqual([
      [true, false],
      [true, true],
    ]);
  });
});

it('what a source said that is configured no more is stale, and what the organization listed ends with the switch', async () => {
  world = await startAwsWorld({ sources: [{ ...SOURCES[0], organization: true }, SOURCES[1]] });
  for (const { regions } of world.double.state.accounts.values())
    for (const { settings } of regions.values()) settings.organization = true;
  await world.sync();
  const { aws: store } = world.collector.collector.stores;
  const listed = () => store.facts('organization-configuration', { at: Date.now() });
  expect(await listed()).not.toEqual([]);
  const fewer = createReadAws({ store, sources: [SOURCES[0]] });
  const stale = (await fewer.freshness()).filter(({ staleSince }) => staleSince !== null);
  expect(new Set(stale.map(({ account, error }) => `${account} ${error}`))).toEqual(
    new Set(['444455556666 no configured source reads it any more']),
  );
  await createSyncAws({
    aws: { ...world.aws, sources: SOURCES },
    store,
    clock: { now: Date.now },
    random: { uuid: randomUUID, secret: () => '' },
    inventoryTypes: [],
    concurrency: 1,
  }).run({ actor: 'test' });
  expect(await listed()).toEqual([]);
});

it('over REST, too, an account that no source reads any more is named, counts, and is forgotten for a reason', async () => {
  world = await startAwsWorld();
  await world.sync();
  const { services, stores, logger } = world.collector.collector;
  const aws = createReadAws({ store: stores.aws, sources: [SOURCES[0]] });
  const forgetAws = createForgetAws({ store: stores.aws, aws, clock: { now: Date.now } });
  const app = await buildApp({
    services: { ...services, aws, forgetAws },
    version: 'test',
    logger,
    tls: null,
    maxLoopDelayMs: 60_000,
  });
  const [operator, viewer] = [
    await world.collector.bearer('operator'),
    await world.collector.bearer('viewer'),
  ];
  const unconfigured = async () =>
    (await app.inject({ url: '/v1/aws/sources', headers: viewer })).json().unconfigured;
  const forget = async (payload: object, headers = operator) => {
    const response = await app.inject({ method: 'POST', url: '/v1/aws/forget', headers, payload });
    return { code: response.statusCode, body: response.json() };
  };
  const GONE = { account: '444455556666', region: 'eu-west-1' };
  expect(await unconfigured()).toEqual([{ ...GONE, lastSuccessAt: expect.stringMatching(/Z$/) }]);
  const reason = 'the account was closed';
  expect((await forget({ account: GONE.account, reason }, viewer)).code).toBe(403);
  expect((await forget({ account: GONE.account })).code).toBe(400);
  expect((await forget({ account: '111122223333', reason })).body).toMatchObject({ code: 'conflict' });
  expect(await forget({ account: GONE.account, reason })).toEqual({
    code: 200,
    body: { items: [{ ...GONE, facts: expect.any(Number) }] },
  });
  expect(await unconfigured()).toEqual([]);
  expect((await forget({ account: GONE.account, reason })).body).toMatchObject({ code: 'not-found' });
  const { items } = await stores.audit.list({ limit: 1 });
  expect(items).toMatchObject([
    {
      actor: expect.stringMatching(/^key:/),
      action: 'aws.forget',
      subject: `aws:${GONE.account} ${GONE.region}`,
      reason,
    },
  ]);
  await app.close();
});

it('AWS is answered as it was known by an instant', async () => {
  world = await startAwsWorld();
  await world.sync();
  const before = Date.now();
  await new Promise((resolve) => setTimeout(resolve, 5));
  const { instances } =
    world.double.state.accounts.get(FRANKFURT.account)?.regions.get(FRANKFURT.region) ?? {};
  instances?.delete(SQL01);
  await world.sync();
  const listed = async (asked: { at?: number; knownAt?: number }) =>
    (await world.reconcile(asked)).answer.aws.managedInstances.some(({ instanceId }) => instanceId === SQL01);
  expect([await listed({}), await listed({ knownAt: before }), await listed({ at: before })]).toEqual([
    false,
    true,
    true,
  ]);
});

describe('a registration that is no more', () => {
  const REGION = () => world.double.state.accounts.get(FRANKFURT.account)?.regions.get(FRANKFURT.region);
  function seen(id: string, secondsFromNow: number): void {
    const instance = REGION()?.instances.get(id);
    if (instance !== undefined) instance.information.LastPingDateTime = Date.now() / 1000 + secondsFromNow;
  }

  it('of a retired host is a finding, and counts no more, unless the machine is alive', async () => {
    world = await startAwsWorld({ licenses: LICENSES });
    const agent = await world.report('sql01', { managedInstanceId: SQL01 }, { software: SOFTWARE });
    await world.sync();
    const { hosts } = world.collector.collector.services;
    await hosts.change(agent.hostId, { kind: 'retire' }, { actor: 'test', reason: 'scrapped' });
    let { findings, answer } = await world.reconcile();
    expect(ofKinds(findings, 'agent-missing')).not.toContain(`agent-missing:${SQL01}`);
    expect(ofKinds(findings, 'retired-still-registered')).toEqual([
      `retired-still-registered:${agent.hostId}:${SQL01}`,
    ]);
    expect([...answer.facts.values()].flatMap(({ managedInstanceIds }) => managedInstanceIds)).not.toContain(
      SQL01,
    );

    seen(SQL01, 3600);
    await world.sync();
    ({ findings, answer } = await world.reconcile());
    expect(ofKinds(findings, 'agent-missing')).toContain(`agent-missing:${SQL01}`);
    expect(ofKinds(findings, 'retired-still-registered')).toEqual([]);
    expect(answer.facts.has(`ssm:${SQL01}`)).toBe(true);
  });

  it('of a host registered anew does not count the machine twice, and is told', async () => {
    world = await startAwsWorld();
    await world.report('sql01', { managedInstanceId: SQL01 });
    await new Promise((resolve) => setTimeout(resolve, 5));
    seen(SQL01, -60);
    const agent = await world.report('sql01', { managedInstanceId: 'mi-0a1b2c3d4e5f60712' });
    await world.sync();
    const { findings, answer } = await world.reconcile();
    expect(ofKinds(findings, 're-registered')).toEqual([`re-registered:${agent.hostId}:${SQL01}`]);
    expect(ofKinds(findings, 'agent-missing')).not.toContain(`agent-missing:${SQL01}`);
    expect(answer.facts.has(`ssm:${SQL01}`)).toBe(false);
  });
});

describe('license configurations', () => {
  const licenses = `
licenses:
  - id: splunk
    name: Splunk
    product: splunk/enterprise
    metric: instance
    configuration:
      - arn:aws:license-manager:eu-central-1:111122223333:license-configuration:lic-2123456789abcdef0123456789abcdef
      - arn:aws:license-manager:eu-central-1:111122223333:license-configuration:lic-0123456789abcdef0123456789abcdef
`;

  it('of one license each have their own findings, opened once the associations were read', async () => {
    world = await startAwsWorld({ licenses, sources: [SOURCES[0]] });
    await world.report('app09', { managedInstanceId: 'mi-0a1b2c3d4e5f60719' }, { software: SOFTWARE });
    world.double.addFault({ kind: 'access-denied', operation: 'ListAssociationsForLicenseConfiguration' });
    await world.sync();
    const first = await world.reconcile();
    const missing = 'installed-not-associated';
    expect(ofKinds(first.findings, missing)).toEqual([]);
    const unjudged = first.unjudged.filter(({ kind }) => kind === missing);
    expect(new Set(unjudged.map(({ key }) => key)).size).toBe(2);
    world.double.clearFaults();
    await world.sync();
    expect(ofKinds((await world.reconcile()).findings, missing).toSorted()).toEqual(
      unjudged.map(({ key }) => key).toSorted(),
    );
  });

  it('of other accounts, listed by the organization alone, are not judged by associations that nobody read', async () => {
    const other = 'arn:aws:license-manager:eu-central-1:444455556666:license-configuration:lic-0b';
    world = await startAwsWorld({
      fleet: `accounts:
  - id: "111122223333"
    accessKeys: [AKIADOUBLE1111222233]
    regions: { eu-central-1: { crossAccount: true, instances: [{ id: mi-0a1b2c3d4e5f60719 }] } }
  - id: "444455556666"
    regions: { eu-central-1: { licenseConfigurations: [{ id: lic-0b, name: Theirs, countingType: Instance, count: 5 }] } }
`,
      licenses: `licenses: [{ id: splunk, product: splunk/enterprise, metric: instance, configuration: '${other}' }]\n`,
      sources: [{ ...SOURCES[0], organization: true }],
    });
    await world.report('app09', { managedInstanceId: 'mi-0a1b2c3d4e5f60719' }, { software: SOFTWARE });
    expect((await world.sync()).failed).toBe(0);
    const { findings, unjudged, answer } = await world.reconcile();
    expect(answer.report.positions).toMatchObject([{ owned: 5, onPremises: { total: 1 } }]);
    expect(ofKinds(findings, 'installed-not-associated')).toEqual([]);
    expect(unjudged.filter(({ license }) => license !== null)).toMatchObject([
      {
        kind: 'installed-not-associated',
        reason: `association ${other} of production eu-central-1 was not read to its end`,
      },
    ]);
  });
});

it.each([
  'arn:aws:ssm:eu-central-1:111122223333:managed-instance/mi-0a1b2c3d4e5f60711',
  'arn:aws-cn:ssm:cn-north-1:111122223333:managed-instance/mi-0a1b2c3d4e5f60711',
  'arn:aws-us-gov:ec2:us-gov-west-1:111122223333:instance/mi-0a1b2c3d4e5f60711',
  'mi-0a1b2c3d4e5f60711',
])('the managed instance of %s is found in whichever form AWS writes it', (arn) => {
  expect(managedInstanceOf(arn)).toBe('mi-0a1b2c3d4e5f60711');
  expect(managedInstanceOf(`${arn}x`)).toBeNull();
});
