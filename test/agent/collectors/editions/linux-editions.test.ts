import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { collectSections } from '../../../../agent/src/collectors/collect-sections.ts';
import { hostTree } from '../../../support/host-tree.ts';
import { schemaFaults } from '../../../support/sections-schema.ts';

type Files = Readonly<Record<string, string | Uint8Array>>;

async function collect(files: Files, commands: Readonly<Record<string, string>> = {}, links: Files = {}) {
  const { host, root } = hostTree(files, commands);
  for (const [path, target] of Object.entries(links)) {
    mkdirSync(join(root, path, '..'), { recursive: true });
    symlinkSync(String(target), join(root, path));
  }
  const sections = await collectSections(host);
  expect(schemaFaults(sections)).toEqual([]);
  const { editions } = sections;
  if (editions.status !== 'present') throw new Error(JSON.stringify(editions));
  return editions;
}

function errorlog(edition: string): string {
  return `2026-10-02 04:11:07.31 Server      Microsoft SQL Server 2022 (RTM-CU14) (KB5038325) - 16.0.4135.4 (X64) \n\tJul 10 2024 14:09:09 \n\tCopyright (C) 2022 Microsoft Corporation\n\t${edition} (64-bit) on Linux (Ubuntu 22.04.5 LTS) <X64>\n2026-10-02 04:11:07.31 Server      Command Line Startup Parameters:\n\t -s "hunter2"\n2026-10-02 04:11:07.32 Server      SQL Server detected 2 sockets with 12 cores per socket and 24 logical processors per socket, 48 total logical processors; using 40 logical processors based on SQL Server licensing. This is\n`;
}

const CYCLED = errorlog('Enterprise Edition').split('2026-10-02 04:11:07.32')[0] ?? '';
const SQL = '/opt/mssql/bin/sqlservr';
const LOG = '/var/opt/mssql/log/errorlog';

describe('SQL Server on Linux', () => {
  it.each([
    'Enterprise Developer Edition',
    'Standard Developer Edition',
    'Enterprise Evaluation Edition',
    'Enterprise Edition: Core-based Licensing',
    'Enterprise Edition',
    'Express Edition with Advanced Services',
    'Web Edition',
  ])('%s', async (edition) => {
    const { value } = await collect({ [SQL]: '', [LOG]: errorlog(edition) });
    expect(value).toMatchObject([
      {
        detector: 'sql-server',
        product: 'Microsoft SQL Server',
        edition,
        version: '16.0.4135.4',
        confidence: 'high',
        attributes: { sockets: '2', logicalProcessors: '48', licensedLogicalProcessors: '40' },
      },
    ]);
    expect(JSON.stringify(value)).not.toContain('hunter2');
  });

  it('in UTF-16LE, with and without a byte-order mark', async () => {
    for (const mark of ['', '\ufeff']) {
      const log = Buffer.from(`${mark}${errorlog('Standard Edition').replaceAll('\n', '\r\n')}`, 'utf16le');
      expect((await collect({ [SQL]: '', [LOG]: log })).value).toMatchObject([
        { edition: 'Standard Edition' },
      ]);
    }
  });

  it('the newest banner counts; the processors are in the log of the start', async () => {
    const { value } = await collect({
      [SQL]: '',
      '/var/opt/mssql/mssql.conf': '[filelocation]\nerrorlogfile = /logs/errorlog\n[hadr]\nhadrenabled = 1\n',
      '/logs/errorlog': CYCLED,
      '/logs/errorlog.1': errorlog('Developer Edition'),
    });
    expect(value).toMatchObject([
      { edition: 'Enterprise Edition', attributes: { sockets: '2', availabilityGroups: 'enabled' } },
    ]);
  });

  it('a log that a removal left is no installation; a program without a log has an unknown edition', async () => {
    const status = 'Package: bash\nStatus: install ok installed\nVersion: 5\nArchitecture: amd64\n';
    expect((await collect({ '/var/lib/dpkg/status': status, [LOG]: errorlog('Web Edition') })).value).toEqual(
      [],
    );
    expect((await collect({ [SQL]: '' })).value).toMatchObject([{ edition: null, confidence: 'low' }]);
  });
});

const HOME = '/u01/app/oracle/product/19.0.0/db';
const inventory = (homes: string) =>
  `<?xml version="1.0"?><INVENTORY><HOME_LIST>${homes}</HOME_LIST></INVENTORY>`;
const components = (name: string) =>
  `<PRD_LIST><TL_LIST><COMP NAME="${name}" VER="19.0.0.0.0"/></TL_LIST></PRD_LIST>`;

describe('Oracle', () => {
  const files = {
    '/var/opt/oracle/oraInst.loc': 'inventory_loc=/u01/oraInventory\n',
    '/etc/oratab': `# comment\nORCL:${HOME}:Y\nTEST:${HOME}:N\nXE:/opt/oracle/xe:N\nOLD:/gone:N\n`,
    '/u01/oraInventory/ContentsXML/inventory.xml': inventory(
      `<HOME NAME="Db" LOC="${HOME}" TYPE="O" IDX="1"/><HOME NAME="Old" LOC="/u01/old" REMOVED="T"/><HOME NAME="Client" LOC="/u01/client"/><HOME NAME="Mw" LOC="/u01/mw"/>`,
    ),
    [`${HOME}/inventory/ContentsXML/comps.xml`]: components('oracle.server'),
    [`${HOME}/inventory/globalvariables/oracle.server/globalvariables.xml`]:
      '<GLOBAL_VARS><VAR NAME="x" VALUE="y"/><VAR NAME="oracle_install_db_InstallType" VALUE="SE2"/></GLOBAL_VARS>',
    '/u01/client/inventory/ContentsXML/comps.xml': components('oracle.client'),
    '/u01/mw/inventory/ContentsXML/comps.xml': components('oracle.wls.core.app.server'),
    '/u01/mw/inventory/registry.xml':
      '<registry><distributions><distribution status="installed" name="WebLogic Server" version="12.2.1.3.0"/></distributions></registry>',
    '/u01/mw/domain-registry.xml':
      '<domain-registry><domain location="/u01/domains/base"/></domain-registry>',
    '/u01/domains/base/config/config.xml':
      '<domain><server><cluster>c</cluster></server><cluster>\n <name>c</name></cluster></domain>',
    '/opt/oracle/xe/bin/oracle': '',
  };

  it('database homes with edition, those of oratab beside; no clients, no middleware, no removed ones', async () => {
    const { value, complete } = await collect(files);
    expect(complete).toBe(true);
    expect(value.filter(({ detector }) => detector === 'oracle-database')).toMatchObject([
      {
        location: HOME,
        edition: 'SE2',
        version: '19.0.0.0.0',
        confidence: 'high',
        attributes: { sids: 'ORCL TEST' },
      },
      { location: '/opt/oracle/xe', edition: null, confidence: 'low' },
    ]);
  });

  it('WebLogic, and that it has clusters', async () => {
    expect((await collect(files)).value.filter(({ detector }) => detector === 'weblogic')).toMatchObject([
      { location: '/u01/mw', version: '12.2.1.3.0', edition: null, attributes: { clusters: 'configured' } },
    ]);
  });

  it('a damaged inventory makes the section incomplete and is not quoted', async () => {
    const section = await collect({
      '/etc/oraInst.loc': 'inventory_loc=/u01/inv\n',
      '/u01/inv/ContentsXML/inventory.xml': '<INVENTORY><hunter2',
    });
    expect(section.complete).toBe(false);
    expect(JSON.stringify(section)).not.toContain('hunter2');
    expect(JSON.stringify(section)).toContain('/u01/inv/ContentsXML/inventory.xml: not well-formed XML');
  });
});

describe('Java', () => {
  const home = (path: string, release: string, license: string | null) => ({
    [`${path}/bin/java`]: '',
    [`${path}/release`]: release,
    ...(license === null ? {} : { [`${path}/legal/java.base/LICENSE`]: license }),
  });
  const oracle = 'IMPLEMENTOR="Oracle Corporation"\n';
  const gpl = 'The GNU General Public License (GPL)\nVersion 2';

  it('Oracle builds by license or build type; GPL builds of the same implementor are OpenJDK', async () => {
    const { value } = await collect(
      {
        ...home(
          '/usr/lib/jvm/jdk-17',
          `${oracle}JAVA_VERSION="17.0.13"\n`,
          'Oracle No-Fee Terms and Conditions',
        ),
        ...home('/opt/jdk-21', `${oracle}JAVA_VERSION="21.0.1"\n`, gpl),
        ...home('/usr/java/jdk1.8.0_381', 'JAVA_VERSION="1.8.0_381"\nBUILD_TYPE="commercial"\n', null),
        ...home('/opt/vendor/app/jre', 'IMPLEMENTOR="Eclipse Adoptium"\nJAVA_VERSION="11.0.2"\n', gpl),
        ...home('/usr/local/java-x', 'JAVA_VERSION="1.8.0_100"\n', null),
      },
      {},
      { '/usr/java/latest': '/usr/java/jdk1.8.0_381', '/usr/java/loop': 'loop', '/opt/up': '..' },
    );
    expect(
      value.map(({ location, product, version, confidence, attributes }) => [
        location,
        product,
        version,
        confidence,
        attributes.embeddedIn,
      ]),
    ).toEqual([
      ['/opt/jdk-21', 'OpenJDK', '21.0.1', 'high', undefined],
      ['/opt/vendor/app/jre', 'OpenJDK', '11.0.2', 'high', '/opt/vendor/app'],
      ['/usr/java/jdk1.8.0_381', 'Oracle Java SE', '1.8.0_381', 'high', undefined],
      ['/usr/lib/jvm/jdk-17', 'Oracle Java SE', '17.0.13', 'high', undefined],
      ['/usr/local/java-x', 'Java', '1.8.0_100', 'low', undefined],
    ]);
  });
});

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

describe('subscriptions', () => {
  it('RHEL: registered by its certificate, with its purpose', async () => {
    const uuid = '0f0e0d0c-1111-2222-3333-444455556666';
    const pem = `-----BEGIN CERTIFICATE-----\n${Buffer.from(`0\u0082U\u0004\u0003\u000c$${uuid}`, 'latin1').toString('base64')}\n-----END CERTIFICATE-----\n`;
    const { value } = await collect({
      '/etc/os-release': 'ID="rhel"\nVERSION_ID="9.4"\n',
      '/etc/pki/consumer/cert.pem': pem,
      '/etc/pki/consumer/key.pem': 'hunter2',
      '/etc/pki/product-default/479.pem': '',
      '/etc/rhsm/syspurpose/syspurpose.json':
        '{"role":"Red Hat Enterprise Linux Server","service_level_agreement":"Premium","usage":"Production","addons":["x"]}',
    });
    expect(value).toMatchObject([
      {
        detector: 'rhel-subscription',
        edition: 'Red Hat Enterprise Linux Server',
        version: '9.4',
        attributes: {
          registered: 'yes',
          consumerId: uuid,
          productIds: '479',
          serviceLevel: 'Premium',
          usage: 'Production',
        },
      },
    ]);
    expect((await collect({ '/etc/os-release': 'ID=rhel\n' })).value).toMatchObject([
      { confidence: 'medium', attributes: { registered: 'no' } },
    ]);
  });

  it('SUSE: base product, modules, registration', async () => {
    const { value } = await collect(
      {
        '/etc/products.d/SLES_SAP.prod':
          '<product><vendor>SUSE</vendor><name>SLES_SAP</name><version>15.5</version><summary>SUSE Linux Enterprise Server for SAP Applications 15 SP5</summary></product>',
        '/etc/products.d/sle-module-basesystem.prod': '<product/>',
        '/etc/zypp/credentials.d/SCCcredentials': 'username=SCC_x\npassword=hunter2\n',
      },
      {},
      { '/etc/products.d/baseproduct': 'SLES_SAP.prod' },
    );
    expect(value).toMatchObject([
      {
        product: 'SUSE Linux Enterprise Server for SAP Applications 15 SP5',
        edition: 'SLES_SAP',
        version: '15.5',
        attributes: { registered: 'yes', modules: 'sle-module-basesystem' },
      },
    ]);
  });
});
