import { describe, expect, it } from 'vitest';
import { collectEditions as collect } from '../../../support/agent/collect-editions.ts';

describe('IBM', () => {
  it('Db2 copies, and the license of the copy', async () => {
    const { value } = await collect(
      { '/opt/ibm/db2/V11.5/adm/db2licm': '' },
      {
        'db2ls.txt':
          '#PATH:VRMF:FIXPACK:SPECIAL:INSTALLTIME:INSTALLERUID\n/opt/ibm/db2/V11.5:11.5.8.0:0::Tue Mar  7 10:11:12 2023 :0\n',
        'db2licm.txt':
          'Product name:                     "DB2 Advanced Edition"\nLicense type:                     "CPU Option"\nExpiry date:                      "Permanent"\nProduct identifier:               "db2adv"\nVersion information:              "11.5"\n',
      },
    );
    expect(value).toMatchObject([
      {
        detector: 'db2',
        edition: 'DB2 Advanced Edition',
        version: '11.5.8.0',
        location: '/opt/ibm/db2/V11.5',
        confidence: 'high',
        attributes: { licenseType: 'CPU Option', productIdentifier: 'db2adv', expiry: 'Permanent' },
      },
    ]);
    expect((await collect({ '/opt/ibm/db2/V10.5/bin/db2': '' })).value).toMatchObject([
      { version: '10.5', edition: null, confidence: 'low' },
    ]);
  });

  it('MQ installations', async () => {
    const { value } = await collect({
      '/etc/opt/mqm/mqinst.ini':
        '#* comment\nInstallation:\n   Name=Installation1\n   Identifier=1\n   FilePath=/opt/mqm\nInstallation:\n   Name=Dev\n   FilePath=/opt/mqdev\n',
      '/var/mqm/mqs.ini':
        'QueueManager:\n   Name=QM1\n   Prefix=/var/mqm\nDefaultQueueManager:\n   Name=QM1\n',
      '/opt/mqm/swidtag/ibm.com_IBM_MQ_Advanced-9.3.0.swidtag': '',
      '/opt/mqdev/swidtag/ibm.com_IBM_MQ_for_Developers-9.2.1.swidtag': '',
    });
    expect(value).toMatchObject([
      {
        instance: 'Installation1',
        location: '/opt/mqm',
        edition: 'Advanced',
        version: '9.3.0',
        attributes: { queueManagers: '1' },
      },
      { instance: 'Dev', location: '/opt/mqdev', edition: 'Developer', version: '9.2.1' },
    ]);
  });

  it('offerings of Installation Manager', async () => {
    const { value } = await collect({
      '/etc/.ibm/registry/InstallationManager.dat': 'location=/opt/IBM/IM\nappDataLocation=/data/im\n',
      '/data/im/installed.xml':
        '<installInfo><location id="WAS" kind="product" path="/opt/IBM/WebSphere/AppServer"><package kind="offering" name="IBM WebSphere Application Server Network Deployment" id="com.ibm.websphere.ND.v90" version="9.0.5012"/><package kind="fix" name="f" id="f"/></location></installInfo>',
    });
    expect(value).toMatchObject([
      {
        product: 'IBM WebSphere Application Server Network Deployment',
        version: '9.0.5012',
        location: '/opt/IBM/WebSphere/AppServer',
      },
    ]);
  });
});
