import { type Host, HostReadError } from '../../host/host.ts';
import { fromSource } from '../outcome.ts';
import { readRpmDatabase, rpmDatabase } from './rpm/rpm-database.ts';
import { type RawItem, softwareItems } from './software-item.ts';
import type { SoftwareSource } from './software-source.ts';

const FORMAT = '%{NAME}\\t%|EPOCH?{%{EPOCH}:}|%{VERSION}-%{RELEASE}\\t%{ARCH}\\t%{VENDOR}\\n';

const RPM = {
  paths: ['/usr/bin/rpm', '/bin/rpm'],
  args: ['--query', '--all', '--nodigest', '--nosignature', '--queryformat', FORMAT],
  capture: 'rpm.txt',
  timeoutMs: 45_000,
  maxBytes: 32 * 1024 * 1024,
} as const;

/**
 * The rpm program reads the database of its own host, under the locks of that host. For another root, and where the
 * program is missing, the database is read by this agent.
 */
export async function readRpm(host: Host): Promise<SoftwareSource> {
  const database = rpmDatabase(host);
  const reading = await fromSource('rpm', async () => {
    if (database === undefined && host.local) return undefined;
    return (await queried(host)) ?? (database && (await readRpmDatabase(host, database)));
  });
  const items = softwareItems('rpm', database?.path ?? '/var/lib/rpm', reading.value ?? []);
  return { items, outcome: reading.outcome };
}

async function queried(host: Host): Promise<RawItem[] | undefined> {
  try {
    return parseRpmQuery(await host.run(RPM));
  } catch (error) {
    if (error instanceof HostReadError && error.failure === 'absent') return undefined;
    throw error;
  }
}

/** Lines of name, [epoch:]version-release, architecture, vendor. Keys that rpm trusts are entries too, and no packages. */
export function parseRpmQuery(output: string): RawItem[] {
  return output.split('\n').flatMap((line) => {
    const [name, version, architecture, publisher] = line.split('\t');
    if (name === undefined || version === undefined || name === 'gpg-pubkey') return [];
    return [{ name, version, architecture: known(architecture), publisher: known(publisher) }];
  });
}

function known(value: string | undefined): string | undefined {
  return value === '(none)' ? undefined : value;
}
