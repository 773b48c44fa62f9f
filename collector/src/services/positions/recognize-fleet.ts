import type { Installation } from '../../licensing/installation.ts';
import { assembleInstallations, type RecognizedEvidence } from '../../licensing/recognition/installations.ts';
import type { Recognition, Recognizer } from '../../licensing/recognition/recognizer.ts';
import type { FleetHost, FleetStore, Title } from '../../ports/fleet-store.ts';

interface RecognizedTitle {
  readonly title: Title;
  readonly recognitions: readonly Recognition[];
}

/**
 * Installations by host. Titles are judged once each in the dictionary; a set of titles, an editions section and an operating
 * system are judged once for each content, whatever number of hosts shows it. Contents never change under their number, so
 * nothing that is kept here can become wrong; it is dropped together with the recognizer whose verdicts it holds.
 */
export function recognizeFleet(
  store: FleetStore,
  recognizer: Recognizer,
): (hosts: readonly FleetHost[]) => Promise<(host: FleetHost) => readonly Installation[]> {
  const titles = new Map<number, RecognizedTitle>();
  const titlesOfSet = new Map<number, readonly number[]>();
  const assembled = new Map<
    string,
    { readonly key: string; readonly installations: readonly Installation[] }
  >();
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
    for (const setNo of setNos) titlesOfSet.set(setNo, found.get(setNo) ?? []);
  }

  function evidenceOf(host: FleetHost): RecognizedEvidence[] {
    const seenAt = host.lastSeenAt;
    const found: RecognizedEvidence[] = [];
    for (const titleNo of host.software === undefined ? [] : (titlesOfSet.get(host.software.setNo) ?? [])) {
      const known = titles.get(titleNo);
      if (known === undefined) continue;
      const { source, location, name, version } = known.title.item;
      const evidence = { source, location, text: version === null ? name : `${name} ${version}`, seenAt };
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
        seenAt: host.lastSeenAt,
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
      seenAt: host.lastSeenAt,
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
      const { software, sections, lastSeenAt } = host;
      const key = [
        software?.setNo,
        sections.editions?.contentNo,
        sections.operatingSystem?.contentNo,
        lastSeenAt,
      ].join(' ');
      const known = assembled.get(host.hostId);
      if (known?.key === key) return known.installations;
      const installations = assembleInstallations(evidenceOf(host));
      assembled.set(host.hostId, { key, installations });
      return installations;
    };
  };
}
