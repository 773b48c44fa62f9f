import type { Sections } from '@coreledger/shared/host-report.ts';
import type { SourceOutcome } from '@coreledger/shared/section.ts';
import canonicalize from 'canonicalize';
import { hostReport, presentSection } from '../../support/collector/test-agent.ts';
import { UNKNOWN_VIRTUALIZATION } from '../../support/collector/unknown-virtualization.ts';

/** What of a report is the host's own. */
export interface OwnFacts {
  readonly name: string;
  /** The rest is made of it. */
  readonly no: number;
}

export interface ReportTexts {
  readonly agent: string;
  readonly identity: string;
  readonly sections: string;
}

/**
 * Canonical texts of a report around its rows of software, in the shape a physical Linux server's have: identity, network, firmware and
 * registration are the host's own, operating system and processor those of its image.
 */
export function reportTemplate(image: number): (own: OwnFacts, software: string) => ReportTexts {
  const { agent } = hostReport();
  const [agentText, identity] = [canonicalize(agent) as string, canonicalize(identityTemplate) as string];
  const sections = canonicalize(sectionsTemplate(image)) as string;
  const rows = '"status":"present","value":[]';
  const at = sections.indexOf(rows, sections.indexOf('"software"')) + rows.length - 1;
  const [before, after] = [sections.slice(0, at), sections.slice(at)];
  return (own, software) => ({
    agent: agentText,
    identity: filled(identity, own),
    sections: `${filled(before, own)}${software}${filled(after, own)}`,
  });
}

const NAME = '@name@';
const HEX = '@hex@';
const MAC = '@mac@';

function filled(template: string, { name, no }: OwnFacts): string {
  const hex = (no * 2_654_435_761 + 0x5bd1e995).toString(16).padStart(12, '0').slice(-12);
  return template
    .replaceAll(NAME, name)
    .replaceAll(HEX, hex)
    .replaceAll(MAC, hex.match(/../g)?.join(':') ?? '');
}

const UUID = `4c4c4544-0042-3510-8052-${HEX}`;
const SERIAL = `SN${HEX}`;
const MANAGED_INSTANCE = `mi-00000${HEX}`;
const identityTemplate = {
  hostName: NAME,
  fqdn: `${NAME}.dc1.example.org`,
  machineIdHash: `${HEX}${HEX}${HEX}${HEX}${HEX}dead`,
  smbiosUuid: UUID,
  serial: SERIAL,
  macs: [MAC],
  managedInstanceId: MANAGED_INSTANCE,
};

function sectionsTemplate(image: number): Sections {
  const read = (...names: string[]): SourceOutcome[] =>
    names.map((name) => ({ name, status: 'read', detail: null }));
  const { cpu } = hostReport().sections;
  return {
    cpu,
    memory: {
      ...presentSection({ totalBytes: 134_850_514_944, installedBytes: 137_438_953_472 }),
      sources: read('kernel', 'smbios'),
    },
    operatingSystem: {
      ...presentSection({
        family: 'linux' as const,
        id: 'debian',
        versionId: `${10 + (image % 3)}`,
        name: 'Debian GNU/Linux',
        prettyName: `Debian GNU/Linux ${10 + (image % 3)}`,
        edition: null,
        build: null,
        kernel: `6.1.0-${image}-amd64`,
        channel: null,
      }),
      sources: read('os-release', 'kernel'),
    },
    virtualization: {
      ...presentSection({
        ...UNKNOWN_VIRTUALIZATION,
        kind: 'physical' as const,
        evidence: ['dmi: Dell Inc.', 'cpuinfo: no hypervisor flag'],
      }),
      sources: read('dmi', 'cpuinfo'),
    },
    firmware: {
      ...presentSection({
        system: { manufacturer: 'Dell Inc.', product: 'PowerEdge R640', uuid: UUID, serial: SERIAL },
        bios: { vendor: 'Dell Inc.', version: '2.12.2', date: '07/09/2021' },
        baseboard: { manufacturer: 'Dell Inc.', product: '0W23H8', serial: `.${SERIAL}.CNIVC009` },
        chassis: { manufacturer: 'Dell Inc.', type: 'Rack Mount Chassis', serial: SERIAL, assetTag: null },
        processors: [1, 2].map((socket) => ({
          socket: `CPU${socket}`,
          status: 'enabled' as const,
          coreCount: 8,
          coreEnabled: 8,
          threadCount: 16,
          model: 'Intel(R) Xeon(R) Gold 6134 CPU @ 3.20GHz',
        })),
      }),
      sources: read('smbios'),
    },
    network: {
      ...presentSection([
        { name: 'eno1', mac: MAC, permanent: true, addresses: ['10.20.30.40', `fe80::${HEX}`] },
        { name: 'eno2', mac: null, permanent: null, addresses: [] },
      ]),
      sources: read('sysfs'),
    },
    ssmRegistration: {
      ...presentSection({
        managedInstanceId: MANAGED_INSTANCE,
        region: 'eu-central-1',
        identityType: 'OnPrem',
        agentVersion: '3.3.987.0',
        source: '/var/lib/amazon/ssm/Vault/Store/RegistrationKey',
      }),
      sources: read('vault', 'registration'),
    },
    software: { ...presentSection([]), sources: read('dpkg') },
    editions: {
      ...presentSection([
        {
          detector: 'java',
          product: 'OpenJDK',
          edition: null,
          version: '17.0.15',
          instance: null,
          location: '/usr/lib/jvm/java-17-openjdk-amd64',
          confidence: 'high' as const,
          evidence: [
            { location: '/usr/lib/jvm/java-17-openjdk-amd64/release', detail: 'JAVA_VERSION 17.0.15' },
          ],
          attributes: { vendor: 'Debian', kind: 'jdk' },
        },
      ]),
      sources: read('java', 'oracle-database', 'weblogic'),
    },
  };
}
