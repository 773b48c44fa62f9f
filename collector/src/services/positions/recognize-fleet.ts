import type { Installation } from '../../licensing/installation.ts';
import { assembleInstallations, type RecognizedEvidence } from '../../licensing/recognition/installations.ts';
import type { Recognition, Recognizer } from '../../licensing/recognition/recognizer.ts';
import type { FleetHost, FleetStore, Title } from '../../ports/fleet-store.ts';

interface RecognizedTitle {
  readonly title: Title;
  readonly recognitions: readonly Recognition[];
}

/** Reads what it takes to judge these hosts; then each of them can be judged. */
export type RecognizeHosts = (
  hosts: readonly FleetHost[],
) => Promise<(host: FleetHost) => readonly Installation[]>;

const KEPT_SETS = 20_000;
const KEPT_INSTALLATIONS = 50_000;
const NONE: readonly number[] = [];

/**
 * Installations by host. Titles are judged once each in the dictionary; what a set of titles, an editions section and an operating
 * system make together is judged once, whatever number of hosts shows it. Contents never change under their number, so nothing
 * that is kept here can become wrong; it is dropped together with the recognizer whose verdicts it holds.
 */
export function recognizeFleet(store: FleetStore, recognizer: Recognizer): RecognizeHosts {
  const titles = new Map<number, RecognizedTitle>();
  /** The recognized ones of a set, as few lists as there are different ones. */
  const titlesOfSet = new Map<number, readonly number[]>();
  const lists = new Map<string, readonly number[]>();
  const assembled = new Map<string, readonly Installation[]>();
  let lastTitle: number | undefined;

  async function readTitles(): Promise<void> {
    for (const title of await store.titles(lastTitle)) {
      lastTitle = Math.max(lastTitle ?? 0, title.titleNo);
      const { name, version, publisher, source } = title.item;
      const recognitions = recognizer.title({ name, version, publisher, source });
      if (recognitions.length > 0) titles.set(title.titleNo, { title, recognitions });
    }
  }

  async function readSets(hosts: readonly FleetHost[]): Promise<void> {
    const missing = new Set<number>();
    for (const { software } of hosts)
      if (software !== undefined && !titlesOfSet.has(software.setNo)) missing.add(software.setNo);
    if (missing.size === 0) return;
    const setNos = [...missing];
    const found = await store.titlesOfSets(setNos, new Set(titles.keys()));
    if (titlesOfSet.size > KEPT_SETS) titlesOfSet.clear();
    for (const setNo of setNos) titlesOfSet.set(setNo, shared(found.get(setNo) ?? NONE));
  }

  function shared(list: readonly number[]): readonly number[] {
    const key = list.join(' ');
    const known = lists.get(key) ?? list;
    lists.set(key, known);
    return known;
  }

  function titlesOf({ software }: FleetHost): readonly number[] {
    return software === undefined ? NONE : (titlesOfSet.get(software.setNo) ?? NONE);
  }

  function evidenceOf(host: FleetHost): RecognizedEvidence[] {
    const found: RecognizedEvidence[] = [];
    for (const titleNo of titlesOf(host)) {
      const known = titles.get(titleNo);
      if (known === undefined) continue;
      const { source, location, name, version } = known.title.item;
      const evidence = {
        source,
        location,
        text: version === null ? name : `${name} ${version}`,
        seenAt: null,
      };
      for (const recognition of known.recognitions) found.push({ recognition, instance: null, evidence });
    }
    found.push(...editionsOf(host), ...systemOf(host));
    return found;
  }

  function editionsOf(host: FleetHost): RecognizedEvidence[] {
    const section = host.sections.editions;
    return (section?.value ?? []).flatMap((statement) => {
      const [first] = statement.evidence;
      const evidence = {
        source: statement.detector,
        location: first?.location ?? statement.location,
        text: [statement.product, statement.edition, statement.version]
          .filter((part) => part !== null)
          .join(' '),
        seenAt: null,
      };
      return recognizer
        .edition(statement)
        .map((recognition) => ({ recognition, instance: statement.instance, evidence }));
    });
  }

  function systemOf(host: FleetHost): RecognizedEvidence[] {
    const system = host.sections.operatingSystem?.value;
    if (system === undefined) return [];
    const text = system.prettyName ?? system.name ?? system.family;
    const evidence = {
      source: 'operating-system',
      location: '/etc/os-release',
      text,
      seenAt: null,
    };
    const location = system.family === 'windows' ? 'CurrentVersion' : evidence.location;
    return recognizer
      .operatingSystem(system)
      .map((recognition) => ({ recognition, instance: null, evidence: { ...evidence, location } }));
  }

  return async (hosts) => {
    await readTitles();
    await readSets(hosts);
    return (host) => {
      const { editions, operatingSystem } = host.sections;
      const key = `${titlesOf(host).join(' ')}/${editions?.contentNo}/${operatingSystem?.contentNo}`;
      const known = assembled.get(key) ?? assembleInstallations(evidenceOf(host));
      if (assembled.size > KEPT_INSTALLATIONS) assembled.clear();
      assembled.set(key, known);
      return known;
    };
  };
}
