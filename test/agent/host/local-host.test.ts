import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { localHost } from '../../../agent/src/host/local-host.ts';

let folder: string;
const host = localHost();

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'coreledger-host-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function file(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

describe('files of the local host', () => {
  it('reads pseudo files, whose size says nothing', () => {
    expect(host.readText('/proc/cpuinfo')).toContain('processor');
  });

  it('reads UTF-16 by its byte-order mark, drops a UTF-8 one, and turns CRLF into LF', () => {
    const utf16 = Buffer.from('\ufeffa\r\né', 'utf16le');
    expect(host.readText(file('le', utf16))).toBe('a\né');
    expect(host.readText(file('be', Buffer.from(utf16).swap16()))).toBe('a\né');
    expect(host.readText(file('utf8', '\ufeffa\r\né'))).toBe('a\né');
  });

  it('replaces invalid UTF-8', () => {
    expect(host.readText(file('bad', Uint8Array.of(0x61, 0xff, 0x62)))).toBe('a\ufffdb');
  });

  it('keeps to the byte cap, exactly', () => {
    const path = file('cap', 'x'.repeat(100));
    expect(host.readBytes(path, 100)).toHaveLength(100);
    expect(() => host.readBytes(path, 99)).toThrow(expect.objectContaining({ failure: 'too-large' }));
    expect(() => host.readBytes('/proc/cpuinfo', 10)).toThrow(
      expect.objectContaining({ failure: 'too-large' }),
    );
  });

  it('opens no device', () => {
    expect(() => host.readBytes('/dev/zero')).toThrow(expect.objectContaining({ failure: 'not-a-file' }));
  });
});

describe('commands of the local host', () => {
  const shell = (script: string, limits: { timeoutMs?: number; maxBytes?: number } = {}) =>
    host.run({ paths: ['/nowhere/sh', '/bin/sh'], args: ['-c', script], capture: 'sh.txt', ...limits });

  it('runs the first candidate with a fixed environment', async () => {
    await expect(shell('echo $LC_ALL:$HOME:$PWD')).resolves.toBe('C::/\n');
  });

  it('says absent where no candidate exists', async () => {
    const command = { paths: ['/nowhere/rpm'], args: [], capture: 'rpm.txt' };
    await expect(host.run(command)).rejects.toMatchObject({ failure: 'absent' });
  });

  it('says failed with what the program wrote', async () => {
    await expect(shell('echo why >&2; exit 3')).rejects.toMatchObject({
      failure: 'failed',
      message: expect.stringContaining('ended with 3: why'),
    });
  });

  it('kills the whole process group at the deadline', async () => {
    const marker = join(folder, 'child');
    await expect(shell(`sleep 600 & echo $! > ${marker}; wait`, { timeoutMs: 1_000 })).rejects.toMatchObject({
      failure: 'timeout',
    });
    const child = Number(host.readText(marker));
    await expect.poll(() => isRunning(child)).toBe(false);
  });

  it('does not wait for a child that left the group and holds the pipe', async () => {
    const marker = join(folder, 'escaped');
    await expect(
      shell(`setsid sleep 600 & echo $! > ${marker}; exit 0`, { timeoutMs: 1_000 }),
    ).rejects.toMatchObject({ failure: 'timeout' });
    process.kill(Number(host.readText(marker)), 'SIGKILL');
  });

  it('stops endless output at the cap', async () => {
    await expect(shell('while :; do echo xxxxxxxxxxxxxxxx; done', { maxBytes: 1_000 })).rejects.toMatchObject(
      {
        failure: 'too-large',
      },
    );
  });
});

function isRunning(pid: number): boolean {
  try {
    return !/^\d+ \(.*\) Z/.test(host.readText(`/proc/${pid}/stat`));
  } catch {
    return false;
  }
}
