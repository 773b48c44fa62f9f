/** The files of one Oracle Database home, as the installer leaves them. Edition: `EE`, `SE2`. */
export function oracleHome(edition: string, version = '19.0.0.0.0'): Record<string, string> {
  const home = '/u01/app/oracle/product/19.0.0/dbhome_1';
  const inventory = '/u01/app/oraInventory';
  return {
    '/etc/oraInst.loc': `inventory_loc=${inventory}\ninst_group=oinstall\n`,
    '/etc/oratab': `# Entries are of the form SID:HOME:<N|Y>\nORCL:${home}:Y\n`,
    [`${inventory}/ContentsXML/inventory.xml`]: `<?xml version="1.0" standalone="yes" ?>
<INVENTORY>
<VERSION_INFO>
   <SAVED_WITH>12.2.0.7.0</SAVED_WITH>
   <MINIMUM_VER>2.1.0.6.0</MINIMUM_VER>
</VERSION_INFO>
<HOME_LIST>
<HOME NAME="OraDB19Home1" LOC="${home}" TYPE="O" IDX="1"/>
</HOME_LIST>
</INVENTORY>
`,
    [`${home}/inventory/ContentsXML/comps.xml`]: `<?xml version="1.0" standalone="yes" ?>
<PRD_LIST>
<TL_LIST>
<COMP NAME="oracle.server" VER="${version}" BUILD_NUMBER="0" REP_VER="0.0.0.0.0" RELEASE="Production" INV_LOC="Components/oracle.server/${version}/1/" LANGS="en" XML_INV_LOC="Components21/oracle.server/${version}/" INSTALL_TIME="2023.Mar.06 10:12:31 CET" INST_LOC="${home}/oracle.server">
   <EXT_NAME>Oracle Database 19c</EXT_NAME>
</COMP>
</TL_LIST>
</PRD_LIST>
`,
    [`${home}/inventory/globalvariables/oracle.server/globalvariables.xml`]: `<?xml version="1.0" encoding="UTF-8"?>
<GLOBAL_VARS>
   <VAR NAME="oracle_install_db_InstallType" TYPE="String" VALUE="${edition}"/>
</GLOBAL_VARS>
`,
    [`${home}/bin/oracle`]: '',
  };
}
