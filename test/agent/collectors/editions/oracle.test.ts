import { describe, expect, it } from 'vitest';
import { collectEditions as collect } from '../../../support/agent/collect-editions.ts';

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
