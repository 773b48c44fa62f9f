import { readWhole, type ScopeCoverage } from './aws-coverage.ts';
import type { ManagedInstance } from './aws-facts.ts';
import type { Finding } from './finding.ts';
import { findingCatalog } from './finding-catalog.ts';
import type { FormerRegistration } from './former-registrations.ts';
import { examples, hostFinding, isoOf } from './host-finding.ts';
import { type Unjudged, withheld } from './judgement.ts';
import { STICKY_MS } from './likely-cause.ts';
import { matchHosts, type NamedHost } from './match-hosts.ts';
import type { ReconciledHost } from './reconciled-host.ts';

const LISTED = 'managed-instance';

export interface RegistrationDifferences {
  /** Looks at a host, each once, and gives the managed instances that it is. */
  add(host: ReconciledHost): readonly ManagedInstance[];
  /** When every host was looked at. */
  found(): (Finding | Unjudged)[];
}

/** Who is registered in Systems Manager and reports here, and who is not. What AWS does not list is absent only where it was read. */
export function findRegistrationDifferences(
  instances: readonly ManagedInstance[],
  formerById: ReadonlyMap<string, FormerRegistration>,
  coverage: readonly ScopeCoverage[],
): RegistrationDifferences {
  const matching = matchHosts(instances, formerById);
  const namesakes = new Map<string, NamedHost>();
  const strangers: (Finding | Unjudged)[] = [];
  const unregistered: (Finding | Unjudged)[] = [];

  function rememberNames({ hostId, name, identity }: ReconciledHost): void {
    for (const one of [name, identity.fqdn ?? name]) namesakes.set(one.toLowerCase(), { hostId, name });
  }

  return {
    add(host) {
      const { managedInstanceIds, registration } = host;
      const found = matching.match(host);
      const last = managedInstanceIds.at(-1);
      if (last === undefined) {
        if (!registration.known && instances.length > 0) rememberNames(host);
        if (coverage.length > 0) unregistered.push(notManaged(host, coverage));
      } else if (found.length === 0 && coverage.length > 0) strangers.push(unknown(host, last, coverage));
      return found;
    },
    found() {
      const { withoutAgent, superseded, claimedTwice } = matching.unpaired();
      return [
        // What runs in AWS is counted there; a missing agent matters on-premises.
        ...withoutAgent
          .filter(({ origin }) => origin === 'hybrid')
          .map((instance) =>
            agentMissing(instance, namesakes.get(instance.computerName?.toLowerCase() ?? '')),
          ),
        ...strangers,
        ...unregistered,
        ...superseded.map(({ instance, former }) => stillListed(instance, former)),
        ...claimedTwice.map(({ instance, hosts }) => twice(instance, hosts)),
      ];
    },
  };
}

function unknown(
  host: ReconciledHost,
  instanceId: string,
  coverage: readonly ScopeCoverage[],
): Finding | Unjudged {
  const { region, since } = host.registration;
  const found = hostFinding(
    're-registered',
    host,
    `${host.name} is registered as ${instanceId}, which AWS does not list`,
    { ours: { managedInstanceId: instanceId, region }, theirs: { managedInstances: 'none' } },
    instanceId,
  );
  const scopes = region === null ? coverage : coverage.filter((scope) => scope.region === region);
  if (scopes.length === 0) return withheld(found, `no AWS source reads the Region ${region}`);
  const read = readWhole(scopes, LISTED);
  if (!read.whole) return withheld(found, read.reason);
  if (read.since < since)
    return withheld(found, 'AWS was last read before the host was known by this registration');
  return found;
}

function notManaged(host: ReconciledHost, coverage: readonly ScopeCoverage[]): Finding | Unjudged {
  const found = hostFinding(
    'not-managed-by-ssm',
    host,
    `${host.name} reports to us and is in no inventory of Systems Manager`,
    { ours: { managedInstanceId: null }, theirs: {} },
  );
  if (!host.registration.known) return withheld(found, 'the agent could not read the registration there');
  const read = readWhole(coverage, LISTED);
  return read.whole ? found : withheld(found, read.reason);
}

/** `namesake`: a host of that name whose agent may not read its registration. A name is no identity: it is told, not merged. */
function agentMissing(instance: ManagedInstance, namesake: NamedHost | undefined): Finding {
  const name = instance.computerName ?? instance.name ?? instance.instanceId;
  return {
    kind: 'agent-missing',
    key: `agent-missing:${instance.instanceId}`,
    severity: findingCatalog['agent-missing'].severity,
    hostId: null,
    license: null,
    summary: `${name} (${instance.instanceId}) is managed by SSM and no agent reports from there`,
    ...(namesake !== undefined && {
      cause: `the agent of ${namesake.name} (${namesake.hostId}) may not read its registration: if that is this machine, it counts twice until the agent may`,
    }),
    ours: {},
    theirs: {
      account: instance.account,
      region: instance.region,
      platform: instance.platformName,
      lastPingAt: isoOf(instance.lastPingAt),
    },
  };
}

function stillListed(instance: ManagedInstance, former: FormerRegistration): Finding {
  const { hostId, hostName, managedInstanceId, why, endedAt } = former;
  const retired = why === 'retired';
  return hostFinding(
    retired ? 'retired-still-registered' : 're-registered',
    { hostId },
    retired
      ? `${hostName} is retired, and AWS still lists its registration ${managedInstanceId}`
      : `${hostName} was registered anew, and AWS still lists its older registration ${managedInstanceId}`,
    {
      ours: { managedInstanceId, endedAt: isoOf(endedAt) },
      cause:
        instance.lastPingAt === null
          ? undefined
          : `License Manager counts it as active until ${isoOf(instance.lastPingAt + STICKY_MS)}, unless it is deregistered`,
      theirs: { lastPingAt: isoOf(instance.lastPingAt), pingStatus: instance.pingStatus },
    },
    managedInstanceId,
  );
}

function twice(instance: ManagedInstance, hosts: readonly NamedHost[]): Finding {
  const names = examples(hosts.map(({ name }) => name));
  return {
    kind: 'identity-claimed-twice',
    key: `identity-claimed-twice:${instance.instanceId}`,
    severity: findingCatalog['identity-claimed-twice'].severity,
    hostId: hosts.map(({ hostId }) => hostId).toSorted()[0] ?? null,
    license: null,
    summary: `${hosts.length} hosts carry the registration ${instance.instanceId}: ${names}`,
    ours: { hosts: names },
    theirs: { managedInstanceId: instance.instanceId, computerName: instance.computerName },
  };
}
