import type { ImportedMachine, ImportedPlacement, MachineName } from '../../identity/imported-placement.ts';
import type { HostFacts } from '../../licensing/host-facts.ts';
import type { EvidenceLink } from '../../licensing/installation.ts';
import { assembleInstallations } from '../../licensing/recognition/installations.ts';
import type { Recognizer } from '../../licensing/recognition/recognizer.ts';
import { UNKNOWN_TOPOLOGY } from './topology-of.ts';

/** A host that no agent reports from and imports name: ESXi, for one. */
export interface ImportedHost {
  readonly hostId: string;
  readonly name: string;
  readonly cluster: string | null;
  /** null where imports tell nothing of it, or contradict one another. */
  readonly machine: ImportedMachine | null;
}

export interface ImportedHosts {
  readonly hosts: readonly ImportedHost[];
  /** The id of the imported host of this name; undefined where it is none. */
  idOf(name: MachineName): string | undefined;
}

/** Hosts of imports that are none of the known ones. A uuid goes before a name; a name that stands beside a uuid is that host's. */
export function importedHosts(
  imported: readonly ImportedPlacement[],
  isKnown: (name: MachineName) => boolean,
): ImportedHosts {
  const strangers = imported.filter(
    ({ host }) => (host.uuid !== null || host.name !== null) && !isKnown(host),
  );
  const uuidOfName = new Map(
    strangers.flatMap(({ host: { uuid, name } }) =>
      uuid === null || name === null ? [] : [[name, uuid] as const],
    ),
  );
  const keyOf = ({ uuid, name }: MachineName): string =>
    uuid ?? (name === null ? '' : (uuidOfName.get(name) ?? name));
  const groups = Map.groupBy(strangers, ({ host }) => keyOf(host));
  const hosts = [...groups].map(([key, said]): ImportedHost => {
    const names = said.flatMap(({ host }) => host.name ?? []);
    return {
      hostId: `import:${key}`,
      name: names[0] ?? key,
      cluster: agreed(said.map(({ cluster }) => cluster)),
      machine: agreed(said.map(({ machine }) => machine)),
    };
  });
  const ids = new Set(hosts.map(({ hostId }) => hostId));
  return {
    hosts,
    idOf(name) {
      const id = `import:${keyOf(name)}`;
      return ids.has(id) ? id : undefined;
    },
  };
}

/** As far as the import tells it. Its software is its hypervisor; nothing else runs beside the guests. */
export function factsOfImportedHost(host: ImportedHost, recognizer: Recognizer, at: number): HostFacts {
  const { hostId, name, cluster, machine } = host;
  const hypervisor = machine?.hypervisor ?? null;
  const id = hypervisor !== null && /\besxi?\b/i.test(hypervisor) ? 'esxi' : null;
  const system = {
    family: 'other',
    id,
    name: hypervisor,
    versionId: machine?.version ?? null,
    edition: null,
  };
  const evidence: EvidenceLink = {
    source: 'import',
    location: hostId,
    text: [hypervisor, machine?.version].filter((part) => part != null).join(' '),
    seenAt: at,
  };
  return {
    hostId,
    name,
    origin: 'import',
    topology: {
      ...UNKNOWN_TOPOLOGY,
      sockets: machine?.sockets ?? null,
      cores: machine?.cores ?? null,
      socketCores: machine?.socketCores ?? null,
      cpuModel: machine?.cpuModel ?? null,
      virtual: false,
    },
    placement: { kind: 'hypervisor', hypervisor, cloud: null, physicalHostId: null, cluster },
    memoryBytes: null,
    operatingSystem: system,
    installations: assembleInstallations(
      recognizer.operatingSystem(system).map((recognition) => ({ recognition, instance: null, evidence })),
    ),
    tags: {},
    managedInstanceIds: [],
    awsAccounts: [],
    lastSeenAt: at,
    stale: false,
    softwareComplete: false,
  };
}

/** What all that say something say; null where they disagree. */
function agreed<Value>(values: readonly (Value | null)[]): Value | null {
  const said = new Map(
    values.filter((value) => value !== null).map((value) => [JSON.stringify(value), value]),
  );
  return said.size === 1 ? ([...said.values()][0] ?? null) : null;
}
