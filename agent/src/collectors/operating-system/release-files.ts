import type { Host } from '../../host/host.ts';

/** What distributions from before os-release (RHEL 6, SLES 11, Debian 6) say of themselves. Null is unknown. */
export interface Release {
  readonly id: string | null;
  readonly versionId: string | null;
  readonly name: string | null;
  readonly prettyName: string | null;
}

/** One line each; a rebuild of RHEL keeps Red Hat's file beside its own, so that comes last. */
const LINES = [
  '/etc/oracle-release',
  '/etc/enterprise-release',
  '/etc/centos-release',
  '/etc/fedora-release',
  '/etc/redhat-release',
];

/** The `ID` that the same distribution has in os-release since it has one. */
const IDS: readonly (readonly [name: RegExp, id: string])[] = [
  [/^Red Hat Enterprise Linux/, 'rhel'],
  [/^(Oracle|Enterprise Linux Enterprise) Linux/, 'ol'],
  [/^CentOS/, 'centos'],
  [/^Scientific Linux/, 'scientific'],
  [/^Fedora/, 'fedora'],
  [/^SUSE Linux Enterprise Server/, 'sles'],
  [/^SUSE Linux Enterprise Desktop/, 'sled'],
  [/^openSUSE/, 'opensuse'],
  [/^Debian/, 'debian'],
  [/^Ubuntu/, 'ubuntu'],
];

/** Undefined where none of the files is here. Throws HostReadError. */
export function readReleaseFiles(host: Host): Release | undefined {
  const read = (path: string) =>
    host.kind(path) === 'file' ? host.readText(path, 65_536).trim() : undefined;
  const line = LINES.map(read).find((text) => text !== undefined);
  if (line !== undefined) return parseReleaseLine(line);
  const suse = read('/etc/SuSE-release');
  if (suse !== undefined) return parseSuseRelease(suse);
  const lsb = read('/etc/lsb-release');
  if (lsb !== undefined && /^DISTRIB_ID=/m.test(lsb)) return parseLsbRelease(lsb);
  const debian = read('/etc/debian_version');
  if (debian === undefined) return undefined;
  const version = /^\d+(\.\d+)*$/.test(debian) ? debian : null;
  return release('Debian GNU/Linux', version, `Debian GNU/Linux ${debian}`);
}

/** `CentOS release 6.10 (Final)` */
export function parseReleaseLine(text: string): Release {
  const [line = ''] = text.split('\n');
  const [, name, version] = /^(.*?)\s+release\s+(\d+(?:\.\d+)*)/.exec(line) ?? [];
  return release(name ?? line, version ?? null, line);
}

/** A first line with the name and architecture, then `VERSION = 11` and `PATCHLEVEL = 4`. */
function parseSuseRelease(text: string): Release {
  const [line = ''] = text.split('\n');
  const field = (name: string) => new RegExp(`^${name}\\s*=\\s*(\\S+)`, 'm').exec(text)?.[1];
  const patch = field('PATCHLEVEL');
  const version = field('VERSION');
  const numbered = version === undefined || !patch || patch === '0' ? version : `${version}.${patch}`;
  return release(line.replace(/\s+\d.*$/, ''), numbered ?? null, line);
}

function parseLsbRelease(text: string): Release {
  const field = (name: string) => new RegExp(`^DISTRIB_${name}="?([^"\\n]*)`, 'm').exec(text)?.[1] || null;
  return release(field('ID') ?? '', field('RELEASE'), field('DESCRIPTION'));
}

function release(name: string, versionId: string | null, prettyName: string | null): Release {
  return { id: IDS.find(([pattern]) => pattern.test(name))?.[1] ?? null, versionId, name, prettyName };
}
