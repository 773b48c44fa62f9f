import type { Host } from '../../host/host.ts';
import type { FieldReader } from '../field-reader.ts';

export interface ContainerClue {
  readonly container: string;
  readonly evidence: string;
}

/**
 * Whether this is a container, and of which kind. Asked before all else: sysfs, cpuinfo and SMBIOS in a container are those
 * of the machine whose kernel it shares.
 */
export function readContainerClue(host: Host, reader: FieldReader): ContainerClue | undefined {
  const kernel = reader.text('/proc/sys/kernel/osrelease') ?? '';
  if (/microsoft/i.test(kernel)) return { container: 'wsl', evidence: 'kernel release names Microsoft' };
  if (host.kind('/proc/vz') === 'directory' && host.kind('/proc/bc') === 'absent') {
    return { container: 'openvz', evidence: '/proc/vz without /proc/bc' };
  }
  const status = reader.text('/proc/self/status') ?? '';
  if (/^(VxID|s_context)\s*:\s*[1-9]/m.test(status)) {
    return { container: 'linux_vserver', evidence: '/proc/self/status: VxID' };
  }
  if (/\bBrandZ\b/.test(reader.text('/proc/version') ?? '')) {
    return { container: 'illumos-lx', evidence: '/proc/version: BrandZ' };
  }
  return managerClue(host, reader);
}

/** Container managers tell what runs inside by a file, by pid 1's environment or by the root file system. */
function managerClue(host: Host, reader: FieldReader): ContainerClue | undefined {
  if (host.kind('/run/.containerenv') === 'file')
    return { container: 'podman', evidence: '/run/.containerenv' };
  const docker = ['/.dockerenv', '/.dockerinit'].find((path) => host.kind(path) === 'file');
  if (docker !== undefined) return { container: 'docker', evidence: docker };
  const told = reader.text('/run/systemd/container') ?? fromEnvironment(reader);
  if (told !== undefined && told !== '')
    return { container: told.slice(0, 64), evidence: 'container variable of pid 1' };
  const group = /[/:](docker|lxc|kubepods|libpod)[/.-]/.exec(reader.text('/proc/1/cgroup') ?? '')?.[1];
  if (group !== undefined)
    return { container: MANAGERS[group] ?? group, evidence: `/proc/1/cgroup: ${group}` };
  const root =
    /^\S+ \S+ \S+ \S+ \/ .* - overlay .*$/m.exec(reader.text('/proc/self/mountinfo') ?? '')?.[0] ?? '';
  const storage = /\/(docker|containerd|containers\/storage)\//.exec(root)?.[1];
  if (storage === undefined) return undefined;
  return { container: MANAGERS[storage] ?? storage, evidence: `root file system in ${storage}` };
}

const MANAGERS: Readonly<Record<string, string>> = {
  kubepods: 'kubernetes',
  libpod: 'podman',
  'containers/storage': 'podman',
};

/** Only `container=` is taken: the rest of an environment may be secret. Unreadable but for root: then silent. */
function fromEnvironment(reader: FieldReader): string | undefined {
  return /(?:^|\s)container=(\S{1,64})/.exec(reader.text('/proc/1/environ') ?? '')?.[1];
}
