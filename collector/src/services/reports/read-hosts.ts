import type { Sections } from '@coreledger/shared/host-report.ts';
import type { SoftwareItem } from '@coreledger/shared/software.ts';
import { compareText } from '../../licensing/compare-text.ts';
import type { HostFacts } from '../../licensing/host-facts.ts';
import { isInGroup } from '../../licensing/scope.ts';
import type { FleetHost, FleetStore } from '../../ports/fleet-store.ts';
import type { AnswerPosition, AskedInstant } from '../positions/answer-position.ts';
import type { PositionAnswer } from '../positions/compute-position.ts';
import { readCursor } from './cursor.ts';
import type { InstallationDocument } from './documents.ts';
import { findHost } from './find-host.ts';
import { type Groups, groupNamed } from './group-named.ts';
import { holdAnswer } from './hold-answer.ts';
import { instant } from './instant.ts';
import { installationDocument } from './line-document.ts';
import { pageOf } from './page-of.ts';

export interface HostRow {
  readonly hostId: string;
  readonly name: string;
  readonly origin: HostFacts['origin'];
  readonly kind: HostFacts['placement']['kind'];
  readonly hypervisor: string | null;
  readonly physicalHostId: string | null;
  readonly cluster: string | null;
  readonly sockets: number | null;
  readonly cores: number | null;
  readonly socketCores: readonly number[] | null;
  readonly logicalProcessors: number | null;
  readonly cpuModel: string | null;
  readonly operatingSystem: string | null;
  readonly managedInstanceIds: readonly string[];
  readonly products: readonly string[];
  readonly lastSeenAt: string;
  readonly stale: boolean;
}

export interface HostDocument extends HostRow {
  readonly asOf: string;
  readonly firstSeenAt: string | null;
  readonly tags: Readonly<Record<string, string>>;
  readonly installations: readonly InstallationDocument[];
  readonly conflicts: readonly string[];
  readonly software: { readonly titles: number; readonly complete: boolean; readonly since: string } | null;
  /** What each collector last said, and since when. */
  readonly sections: Readonly<
    Record<string, { readonly since: string; readonly complete: boolean; readonly value: unknown }>
  >;
  readonly trouble: Readonly<
    Record<string, { readonly status: string; readonly detail: string; readonly since: string }>
  >;
  readonly links: { readonly licenses: string; readonly software: string; readonly reports: string };
}

export interface SoftwareRow {
  readonly name: string;
  readonly version: string | null;
  readonly architecture: string | null;
  readonly publisher: string | null;
  readonly source: string;
  readonly location: string;
}

export interface HostsRequest extends AskedInstant {
  readonly name?: string | undefined;
  readonly stale?: boolean | undefined;
  /** Of licenses.yaml. */
  readonly group?: string | undefined;
  readonly limit: number;
  readonly after?: string | undefined;
}

export interface TitlesRequest {
  readonly name: string;
  readonly limit: number;
  readonly hosts: number;
}

export interface TitleDocument extends SoftwareRow {
  readonly total: number;
  /** Longest known first. */
  readonly hosts: readonly { readonly hostId: string; readonly name: string }[];
}

interface Listed<Row> {
  readonly asOf: string;
  readonly total: number;
  readonly items: readonly Row[];
  readonly next: string | null;
}

export interface ReadHosts {
  list(request: HostsRequest): Promise<Listed<HostRow>>;
  /** By id or by a name that only one host has. Throws AppError `not-found`, `conflict` where several hosts have the name. */
  one(idOrName: string, asked?: AskedInstant): Promise<HostDocument>;
  software(idOrName: string, request: Omit<HostsRequest, 'stale' | 'group'>): Promise<Listed<SoftwareRow>>;
  /** Titles whose name contains the text, by name, each with the hosts that have it now: all are counted, `hosts` of them listed. */
  titles(request: TitlesRequest): Promise<{ readonly items: readonly TitleDocument[] }>;
}

export function createReadHosts({
  answer,
  fleet,
  groups,
}: {
  answer: AnswerPosition;
  fleet: FleetStore;
  groups: Groups;
}): ReadHosts {
  // Pages of one listing come from one answer: it is sorted once.
  const sorted = new WeakMap<PositionAnswer, readonly HostFacts[]>();

  function sortedOf(answered: PositionAnswer): readonly HostFacts[] {
    const hosts =
      sorted.get(answered) ??
      [...answered.facts.values()].sort(
        (a, b) => compareText(a.name, b.name) || compareText(a.hostId, b.hostId),
      );
    sorted.set(answered, hosts);
    return hosts;
  }

  return {
    async list(request) {
      const cursor = request.after === undefined ? undefined : readCursor(request.after);
      const answered = await answer(
        cursor === undefined ? request : { at: cursor.at, knownAt: cursor.knownAt ?? undefined },
      );
      const { at, knownAt } = answered.asked;
      const group = groupNamed(groups, request.group);
      const rows = sortedOf(answered).filter(
        (one) =>
          (request.name === undefined || one.name.startsWith(request.name)) &&
          (request.stale === undefined || one.stale === request.stale) &&
          (group === undefined || isInGroup(one, group)),
      );
      const start = cursor ?? { at, knownAt: knownAt ?? null, after: [] };
      const { items, next } = pageOf(rows, (one) => [one.name, one.hostId], start, request.limit);
      holdAnswer(answer, answered, next);
      return { asOf: instant(at), total: rows.length, items: items.map(hostRow), next };
    },

    async one(idOrName, asked) {
      const answered = await answer(asked);
      const facts = findHost(answered, idOrName);
      const host = await fleet.hostAt(facts.hostId, answered.asked);
      return hostDocument(answered, facts, host, await softwareOf(fleet, host));
    },

    async software(idOrName, request) {
      const cursor = request.after === undefined ? undefined : readCursor(request.after);
      const answered = await answer(
        cursor === undefined ? request : { at: cursor.at, knownAt: cursor.knownAt ?? undefined },
      );
      const { at, knownAt } = answered.asked;
      const facts = findHost(answered, idOrName);
      const titleNos = await softwareOf(fleet, await fleet.hostAt(facts.hostId, answered.asked));
      const titles = await titlesByNo(fleet);
      const rows = [...titleNos]
        .flatMap((no) => titles.get(no) ?? [])
        .filter((item) => request.name === undefined || item.name.startsWith(request.name))
        .map(softwareRow)
        .toSorted((a, b) => compareText(softwareKey(a).join('\u0000'), softwareKey(b).join('\u0000')));
      const start = cursor ?? { at, knownAt: knownAt ?? null, after: [] };
      const page = pageOf(rows, (row) => [softwareKey(row).join('\u0000')], start, request.limit);
      return { asOf: instant(at), total: rows.length, ...page };
    },

    async titles({ name, limit, hosts }) {
      const titles = await fleet.findTitles(name, limit);
      const found = await fleet.hostsWithTitles(
        titles.map((one) => one.titleNo),
        hosts,
      );
      const byTitle = new Map(found.map((one) => [one.titleNo, one]));
      return {
        items: titles.map(({ titleNo, item }) => ({
          ...softwareRow(item),
          total: byTitle.get(titleNo)?.total ?? 0,
          hosts: byTitle.get(titleNo)?.hosts ?? [],
        })),
      };
    },
  };
}

function softwareRow({
  name,
  version,
  architecture,
  publisher,
  source,
  location,
}: SoftwareItem): SoftwareRow {
  return { name, version, architecture, publisher, source, location };
}

function softwareKey(row: SoftwareRow): readonly string[] {
  return [row.name, row.version ?? '', row.architecture ?? '', row.source, row.location];
}

async function softwareOf(fleet: FleetStore, host: FleetHost | undefined): Promise<Uint32Array> {
  return host?.software === undefined ? new Uint32Array() : fleet.titlesOfSet(host.software.setNo);
}

async function titlesByNo(fleet: FleetStore) {
  return new Map((await fleet.titles()).map(({ titleNo, item }) => [titleNo, item]));
}

function hostRow(facts: HostFacts): HostRow {
  const { topology, placement, operatingSystem } = facts;
  return {
    hostId: facts.hostId,
    name: facts.name,
    origin: facts.origin,
    kind: placement.kind,
    hypervisor: placement.hypervisor,
    physicalHostId: placement.physicalHostId,
    cluster: placement.cluster,
    sockets: topology.sockets,
    cores: topology.cores,
    socketCores: topology.socketCores,
    logicalProcessors: topology.logicalProcessors,
    cpuModel: topology.cpuModel,
    operatingSystem:
      operatingSystem.name === null
        ? null
        : [operatingSystem.name, operatingSystem.versionId].filter((part) => part !== null).join(' '),
    managedInstanceIds: facts.managedInstanceIds,
    products: [...new Set(facts.installations.map((one) => one.product))],
    lastSeenAt: instant(facts.lastSeenAt),
    stale: facts.stale,
  };
}

function hostDocument(
  answered: PositionAnswer,
  facts: HostFacts,
  host: FleetHost | undefined,
  titles: Uint32Array,
): HostDocument {
  const path = `/v1/hosts/${encodeURIComponent(facts.hostId)}`;
  const sections = Object.entries(host?.sections ?? {}) as [
    keyof Sections,
    NonNullable<FleetHost['sections']['cpu']>,
  ][];
  return {
    ...hostRow(facts),
    asOf: instant(answered.asked.at),
    firstSeenAt: instant(host?.firstSeenAt ?? null),
    tags: facts.tags,
    installations: facts.installations.map((one) => installationDocument(one, facts.lastSeenAt)),
    conflicts: facts.topology.conflicts,
    software:
      host?.software === undefined
        ? null
        : {
            titles: titles.length,
            complete: host.software.complete,
            since: instant(host.software.validFrom),
          },
    sections: Object.fromEntries(
      sections.map(([name, { validFrom, complete, value }]) => [
        name,
        { since: instant(validFrom), complete, value },
      ]),
    ),
    trouble: Object.fromEntries(
      Object.entries(host?.trouble ?? {}).map(([name, { status, detail, since }]) => [
        name,
        { status, detail, since: instant(since) },
      ]),
    ),
    links: { licenses: `${path}/licenses`, software: `${path}/software`, reports: `${path}/reports` },
  };
}
