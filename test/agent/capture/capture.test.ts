import { execFileSync } from 'node:child_process';
import { readdirSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { recordingHost } from '../../../agent/src/capture/recording-host.ts';
import { scrub } from '../../../agent/src/capture/scrub.ts';
import { writeRecording } from '../../../agent/src/capture/write-recording.ts';
import { collectSections } from '../../../agent/src/collectors/collect-sections.ts';
import { localHost } from '../../../agent/src/host/local-host.ts';
import { rootedHost } from '../../../agent/src/host/rooted-host.ts';
import { agentUnderTest, temporaryFolder } from '../../support/agent/agent-program.ts';
import { SECRET_COMMANDS, SECRET_FILES, SECRETS } from '../../support/agent/secret-host.ts';
import { hostTree } from '../../support/host-tree.ts';

function readBack(folder: string) {
  return rootedHost({ root: join(folder, 'root'), commands: join(folder, 'cmd') });
}

describe('a capture', () => {
  it('gives the same sections when it is read, and holds no secret', async () => {
    const { host, root } = hostTree(
      {
        ...SECRET_FILES,
        '/usr/lib/jvm/jdk-17/bin/java': '',
        '/usr/lib/jvm/jdk-17/release': 'JAVA_VERSION="17.0.1"\n',
      },
      SECRET_COMMANDS,
    );
    symlinkSync('jdk-17', join(root, 'usr/lib/jvm/default'));
    const { host: recorder, recording } = recordingHost(host);
    const sections = await collectSections(recorder);
    expect(sections.editions).toMatchObject({ status: 'present' });
    const folder = temporaryFolder('capture');
    writeRecording(folder, recording);
    expect(await collectSections(readBack(folder))).toEqual(sections);

    const everything = execFileSync('/usr/bin/tar', ['cf', '-', '-C', folder, '.'], { encoding: 'latin1' });
    for (const secret of SECRETS) expect(everything).not.toContain(secret);
  });

  it('of this machine reads back with the same packages, editions and processors', async () => {
    const { host, recording } = recordingHost(localHost());
    const { software, editions, cpu } = await collectSections(host);
    const folder = temporaryFolder('capture');
    writeRecording(folder, recording);
    const again = await collectSections(readBack(folder));
    expect(again.software).toEqual(software);
    expect(again.editions).toEqual(editions);
    expect(again.cpu).toMatchObject({ value: cpu.status === 'present' ? cpu.value : null });
  }, 60_000);

  it('is an archive for its owner alone, and never takes the place of another file', async () => {
    const { root } = hostTree(SECRET_FILES);
    const agent = agentUnderTest({ root });
    const archive = join(temporaryFolder('archive'), 'host.tar.gz');
    expect(await agent('capture', archive, '--root', root)).toMatchObject({ code: 0, err: '' });
    expect(statSync(archive).mode & 0o777).toBe(0o600);
    const folder = temporaryFolder('unpacked');
    execFileSync('/usr/bin/tar', ['xzf', archive, '-C', folder]);
    expect(readdirSync(folder).sort()).toEqual(['cmd', 'root']);
    expect(await agent('capture', archive, '--root', root)).toMatchObject({
      code: 2,
      err: expect.stringContaining('is there already'),
    });
    expect((await agent('capture')).code).toBe(2);
  });

  it('is not written through a link that somebody laid in its place, nor left half written', async () => {
    const { root } = hostTree(SECRET_FILES);
    const folder = temporaryFolder('archive');
    const [victim, archive] = [join(folder, 'victim'), join(folder, 'host.tar.gz')];
    symlinkSync(victim, archive);
    expect(await agentUnderTest({ root })('capture', archive, '--root', root)).toMatchObject({
      code: 2,
      err: expect.stringContaining('is there already'),
    });
    expect(readdirSync(folder)).toEqual(['host.tar.gz']);
  });
});

describe('scrub', () => {
  const scrubbed = (text: string, path = '/etc/x.conf') =>
    Buffer.from(scrub(path, Buffer.from(text)) ?? []).toString();

  it.each([
    ['password = hunter2', 'password = [removed]'],
    ['Server=x;User=a;Password=hunter2;Port=1', 'Server=x;User=[removed];Password=[removed];Port=1'],
    ['{"privateKey":"hunter2","region":"eu"}', '{"privateKey":"[removed]","region":"eu"}'],
    ["<graphics passwd='hunter2'/>", "<graphics passwd='[removed]'/>"],
    [
      '<credential-encrypted>hunter2</credential-encrypted>',
      '<credential-encrypted>[removed]</credential-encrypted>',
    ],
    ['cipassword: hunter2\ncores: 2', 'cipassword: [removed]\ncores: 2'],
    ['Version: 1.2\nPackage: libsecret-1-0\n', 'Version: 1.2\nPackage: libsecret-1-0\n'],
  ])('%s', (text, expected) => {
    expect(scrubbed(text)).toBe(expected);
  });

  it('keeps tables of bytes and drops private keys', () => {
    const table = Uint8Array.of(0, 1, 2, 0, 255);
    expect(scrub('/sys/firmware/dmi/tables/DMI', table)).toEqual(table);
    expect(scrub('/etc/pki/consumer/key.pem', Buffer.from('x'))).toBeUndefined();
    expect(scrubbed('-----BEGIN RSA PRIVATE KEY-----\nx\n-----END RSA PRIVATE KEY-----\nrest')).toBe(
      '[removed]\nrest',
    );
  });
});
