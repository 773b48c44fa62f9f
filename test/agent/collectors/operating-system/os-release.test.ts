import { describe, expect, it } from 'vitest';
import { operatingSystem } from '../../../../agent/src/collectors/operating-system/operating-system.ts';
import { hostTree } from '../../../support/host-tree.ts';

const collect = (files: Record<string, string>) => operatingSystem.collect(hostTree(files).host, {});

describe('os-release', () => {
  it('unquotes as a shell does; the last assignment wins', async () => {
    const text = `# comment
NAME="A \\"quoted\\" \\$name"
ID=first
ID='rhel'
VERSION_ID=9.4
PRETTY_NAME=Bare\\ words
VARIANT_ID=server
BUILD_ID=20240101
BROKEN LINE
`;
    expect(
      await collect({ '/etc/os-release': text, '/proc/sys/kernel/osrelease': '6.1.0-18-amd64\n' }),
    ).toEqual({
      status: 'present',
      complete: true,
      value: {
        family: 'linux',
        id: 'rhel',
        versionId: '9.4',
        name: 'A "quoted" $name',
        prettyName: 'Bare words',
        edition: 'server',
        build: '20240101',
        kernel: '6.1.0-18-amd64',
        channel: null,
      },
      sources: [
        { name: 'os-release', status: 'read', detail: null },
        { name: 'kernel', status: 'read', detail: null },
      ],
      conflicts: [],
    });
  });

  it('takes the vendor file where /etc has none, and says unavailable without both', async () => {
    expect(await collect({ '/usr/lib/os-release': 'ID=debian\n' })).toMatchObject({
      value: { id: 'debian' },
    });
    expect(await collect({})).toMatchObject({ status: 'unavailable' });
  });
});
