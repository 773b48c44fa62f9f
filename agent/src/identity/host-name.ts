import type { Host } from '../host/host.ts';

export interface HostName {
  readonly hostName: string;
  readonly fqdn: string | null;
}

/** Stands where no name can be read, as in a bare image: the wire wants a name, and no host is called that (RFC 2606). */
const UNNAMED = 'unnamed.invalid';
const TCPIP = 'HKLM\\SYSTEM\\CurrentControlSet\\Services\\Tcpip\\Parameters';

/** The host's own name, and its full one where a local file says it: no name server is asked. */
export async function readHostName(host: Host): Promise<HostName> {
  return host.platform === 'win32' ? windowsName(host) : unixName(host);
}

function unixName(host: Host): HostName {
  const name =
    nameIn(text(host, '/proc/sys/kernel/hostname')) ?? nameIn(text(host, '/etc/hostname')) ?? UNNAMED;
  if (name.includes('.')) return { hostName: name, fqdn: name === UNNAMED ? null : name };
  return { hostName: name, fqdn: fqdnInHosts(text(host, '/etc/hosts'), name) };
}

async function windowsName(host: Host): Promise<HostName> {
  const values = (await host.registry(TCPIP).catch(() => undefined))?.values;
  const read = (name: string) => nameIn(values?.get(name)?.data ?? '');
  const hostName = read('hostname') ?? read('nv hostname') ?? UNNAMED;
  const domain = read('domain') ?? read('nv domain') ?? read('dhcpdomain');
  return { hostName, fqdn: domain === null || hostName === UNNAMED ? null : `${hostName}.${domain}` };
}

/** hosts(5): the canonical name comes first on the line that lists the short one. */
export function fqdnInHosts(hosts: string, name: string): string | null {
  for (const line of hosts.split('\n')) {
    const [, ...names] = (line.split('#')[0] ?? '').trim().toLowerCase().split(/\s+/);
    if (!names.includes(name)) continue;
    const full = names.find((candidate) => candidate.startsWith(`${name}.`) && nameIn(candidate) !== null);
    if (full !== undefined && full !== 'localhost.localdomain') return full;
  }
  return null;
}

function nameIn(value: string): string | null {
  const name = (value.split('\n')[0] ?? '').trim().toLowerCase().replace(/\.$/, '');
  return /^[a-z0-9_]([a-z0-9_.-]{0,253}[a-z0-9_])?$/.test(name) ? name : null;
}

function text(host: Host, path: string): string {
  try {
    return host.readText(path, 1024 * 1024);
  } catch {
    return '';
  }
}
