import { describe, expect, it } from 'vitest';
import { operatingSystem } from '../../../../agent/src/collectors/operating-system/operating-system.ts';
import { hostTree } from '../../../support/host-tree.ts';

const collect = (files: Record<string, string>) => operatingSystem.collect(hostTree(files).host, {});

describe('distributions from before os-release', () => {
  it.each([
    [
      { '/etc/redhat-release': 'Red Hat Enterprise Linux Server release 6.9 (Santiago)\n' },
      'rhel',
      '6.9',
      'Red Hat Enterprise Linux Server',
    ],
    [{ '/etc/redhat-release': 'CentOS release 5.11 (Final)\n' }, 'centos', '5.11', 'CentOS'],
    [
      {
        '/etc/oracle-release': 'Oracle Linux Server release 6.7\n',
        '/etc/redhat-release': 'Red Hat Enterprise Linux Server release 6.7 (Santiago)\n',
      },
      'ol',
      '6.7',
      'Oracle Linux Server',
    ],
    [
      { '/etc/SuSE-release': 'SUSE Linux Enterprise Server 11 (x86_64)\nVERSION = 11\nPATCHLEVEL = 4\n' },
      'sles',
      '11.4',
      'SUSE Linux Enterprise Server',
    ],
    [
      {
        '/etc/lsb-release':
          'DISTRIB_ID=Ubuntu\nDISTRIB_RELEASE=10.04\nDISTRIB_CODENAME=lucid\nDISTRIB_DESCRIPTION="Ubuntu 10.04.4 LTS"\n',
        '/etc/debian_version': 'squeeze/sid\n',
      },
      'ubuntu',
      '10.04',
      'Ubuntu',
    ],
    [{ '/etc/debian_version': '6.0.10\n' }, 'debian', '6.0.10', 'Debian GNU/Linux'],
    [{ '/etc/debian_version': 'wheezy/sid\n' }, 'debian', null, 'Debian GNU/Linux'],
    [{ '/etc/redhat-release': 'Something else 3\n' }, null, null, 'Something else 3'],
  ])('%j', async (files, id, versionId, name) => {
    expect(await collect(files)).toMatchObject({ complete: true, value: { id, versionId, name } });
  });

  it('count for nothing beside os-release', async () => {
    const files = {
      '/etc/os-release': 'ID=debian\n',
      '/etc/redhat-release': 'CentOS release 5.11 (Final)\n',
    };
    expect(await collect(files)).toMatchObject({ value: { id: 'debian', versionId: null } });
  });
});
