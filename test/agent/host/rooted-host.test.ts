import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HostReadError } from '../../../agent/src/host/host.ts';
import { rootedHost } from '../../../agent/src/host/rooted-host.ts';

let folder: string;
const host = () => rootedHost({ root: join(folder, 'root'), commands: join(folder, 'cmd') });

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'coreledger-host-'));
  mkdirSync(join(folder, 'root/etc'), { recursive: true });
  mkdirSync(join(folder, 'root/usr/lib'), { recursive: true });
  mkdirSync(join(folder, 'cmd'));
  writeFileSync(join(folder, 'secret'), 'outside');
  writeFileSync(join(folder, 'cmd/lscpu.txt'), 'Socket(s): 2\r\n');
  writeFileSync(join(folder, 'root/usr/lib/os-release'), 'ID=debian\n');
  const link = (target: string, path: string) => symlinkSync(target, join(folder, 'root', path));
  link('../usr/lib/os-release', 'etc/os-release');
  link('/usr/lib', 'lib');
  link('../../../../../../../../secret', 'etc/escape');
  link(join(folder, 'secret'), 'etc/absolute-escape');
  link('loop-b', 'etc/loop-a');
  link('loop-a', 'etc/loop-b');
  link('.', 'etc/self');
  execFileSync('/usr/bin/mkfifo', [join(folder, 'root/etc/fifo')]);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function failureOf(read: () => unknown): string {
  try {
    read();
  } catch (error) {
    if (error instanceof HostReadError) return error.failure;
    throw error;
  }
  return 'read';
}

describe('rooted host', () => {
  it('follows relative and absolute links inside the root', () => {
    expect(host().readText('/etc/os-release')).toBe('ID=debian\n');
    expect(host().readText('/lib/os-release')).toBe('ID=debian\n');
    expect(host().readText('/etc/self/self/os-release')).toBe('ID=debian\n');
    expect(host().list('/lib')).toEqual(['os-release']);
  });

  it.each(['/etc/escape', '/etc/absolute-escape', '/../secret', '/etc/../../secret'])(
    'never leaves the root by %s',
    (path) => {
      expect(failureOf(() => host().readText(path))).toBe('absent');
      expect(host().kind(path)).toBe('absent');
    },
  );

  it('ends at a loop of links', () => {
    expect(failureOf(() => host().readText('/etc/loop-a'))).toBe('failed');
    expect(host().kind('/etc/loop-a')).toBe('absent');
  });

  it('opens no FIFO, directory or device', () => {
    expect(failureOf(() => host().readBytes('/etc/fifo'))).toBe('not-a-file');
    expect(failureOf(() => host().readBytes('/etc'))).toBe('not-a-file');
    expect(host().kind('/etc/fifo')).toBe('other');
  });

  it('gives captured output for a command, and absent where none was captured', async () => {
    const command = (capture: string) => ({ paths: ['/bin/echo'], args: ['local machine'], capture });
    await expect(host().run(command('lscpu.txt'))).resolves.toBe('Socket(s): 2\n');
    await expect(host().run(command('dmidecode.txt'))).rejects.toMatchObject({ failure: 'absent' });
    const bare = rootedHost({ root: join(folder, 'root') });
    await expect(bare.run(command('lscpu.txt'))).rejects.toMatchObject({ failure: 'absent' });
  });
});
