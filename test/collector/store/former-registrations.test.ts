import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTestCollector, type TestCollector } from '../../support/collector/running-collector.ts';
import { hostReport, presentSection, request, type TestAgent } from '../../support/collector/test-agent.ts';

let collector: TestCollector;
beforeAll(async () => {
  collector = await startTestCollector();
});
afterAll(() => collector.close());

const LONG = Array.from({ length: 1_000 }, (_, index) =>
  String.fromCodePoint(33 + ((index * index * 7) % 90)),
).join('');

/** Reports one after the other what Systems Manager's registration is: its id, and the version of its agent. */
async function tell(
  agent: TestAgent,
  said: readonly (readonly [string | null, string, string?])[],
): Promise<void> {
  for (const [managedInstanceId, agentVersion, source = 'registration'] of said) {
    const ssmRegistration = presentSection({
      managedInstanceId,
      agentVersion,
      source,
      region: 'eu-central-1',
      identityType: null,
    });
    const { sections } = hostReport({ ssmRegistration });
    const answer = await collector.app.inject(request('/v1/agent/reports', agent.report({ sections })));
    expect(answer.statusCode).toBe(202);
  }
}

it('are those that a host had and has no more, however often its agent was updated', async () => {
  const { stores, services } = collector.collector;
  // One after the other: they come in the order of their numbers.
  const updated = await collector.enrolled('updated');
  const moved = await collector.enrolled('moved');
  const long = await collector.enrolled('long');
  const back = await collector.enrolled('back');
  const gone = await collector.enrolled('gone');
  await tell(updated, [
    ['mi-1', '3.1'],
    ['mi-1', '3.2'],
    ['mi-1', '3.3'],
  ]);
  await tell(moved, [
    ['mi-2', '3.1'],
    ['mi-2', '3.2'],
    ['mi-3', '3.2'],
    ['mi-3', '3.3'],
  ]);
  // Kept compressed.
  await tell(long, [
    ['mi-4', '3.1', LONG],
    ['mi-5', '3.1', LONG],
    ['mi-5', '3.2', LONG],
  ]);
  await tell(back, [
    ['mi-6', '3.1'],
    [null, '3.1'],
    ['mi-6', '3.1'],
  ]);
  await tell(gone, [['mi-7', '3.1']]);
  await services.hosts.change(gone.hostId, { kind: 'retire' }, { actor: 'test', reason: 'test' });

  const former = await stores.fleet.formerRegistrations({ at: Date.now() + 1 });
  expect(former.map(({ managedInstanceId, hostId, why }) => [managedInstanceId, hostId, why])).toEqual([
    ['mi-2', moved.hostId, 're-registered'],
    ['mi-4', long.hostId, 're-registered'],
    ['mi-7', gone.hostId, 'retired'],
  ]);
  const before = await stores.fleet.formerRegistrations({ at: Date.now() - 3_600_000 });
  expect(before).toEqual([]);
});
