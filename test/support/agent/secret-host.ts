/** What must not leave a host, each of it somewhere in the files below. */
export const SECRETS = [
  'XXXXX-PRODU-CTKEY-OFSQL-SERVR',
  'hunter2',
  'MIIEpRIVATEKEYOFSSM',
  'alice',
  'svc-mssql',
  '/usr/bin/db --password',
  'SCC_user',
  'AES-encrypted-credential',
  'LICENSE-KEY-OF-DB2',
  'macaroon-of-the-store',
];

/** No secret, and no message may quote it all the same. */
export const DAMAGED_TEXT = 'quoted-from-a-damaged-file';

const LOG = `2026-10-02 04:11:07.31 Server      Microsoft SQL Server 2022 (RTM-CU14) (KB5038325) - 16.0.4135.4 (X64)
	Jul 10 2024 14:09:09
	Copyright (C) 2022 Microsoft Corporation
	Enterprise Edition (64-bit) on Linux (Ubuntu 22.04.5 LTS) <X64>
2026-10-02 04:11:07.31 Server      Command Line Startup Parameters: /usr/bin/db --password hunter2 PID=XXXXX-PRODU-CTKEY-OFSQL-SERVR
2026-10-02 04:11:07.31 Server      The service account is 'svc-mssql'. This is an informational message
`;
const KEY = '-----BEGIN PRIVATE KEY-----\nhunter2\n-----END PRIVATE KEY-----\n';

/** A host with every product whose files hold credentials beside the facts. */
export const SECRET_FILES: Readonly<Record<string, string>> = {
  '/etc/machine-id': '0123456789abcdef0123456789abcdef\n',
  '/etc/hostname': 'db01\n',
  '/etc/os-release': 'ID="rhel"\nVERSION_ID="9.4"\n',
  '/etc/passwd': 'alice:x:1000:1000:Alice:/home/alice:/bin/bash\n',
  '/etc/shadow': 'alice:hunter2:1::::::\n',
  '/home/alice/.aws/credentials': '[default]\naws_secret_access_key = hunter2\n',
  '/home/alice/.local/share/flatpak/app/org.x.App/x86_64/stable/active/metadata': '',
  '/root/.aws/credentials': 'aws_secret_access_key = hunter2\n',
  '/proc/cmdline': 'root=/dev/sda1 password=hunter2\n',
  '/proc/1/environ': 'container=\0MSSQL_SA_PASSWORD=hunter2\0USER=alice\0',
  '/proc/1/cmdline': '/usr/bin/db --password\0hunter2\0',
  '/proc/4711/cmdline': '/usr/bin/db --password\0hunter2\0',
  '/var/lib/dpkg/status':
    'Package: mssql-server\nStatus: install ok installed\nVersion: 16.0.4135.4-1\nArchitecture: amd64\n',
  '/var/lib/snapd/state.json': '{"auth":{"macaroon":"macaroon-of-the-store"}}',
  '/opt/mssql/bin/sqlservr': '',
  '/var/opt/mssql/log/errorlog': LOG,
  '/var/opt/mssql/mssql.conf':
    '[licensing]\nproductkey = XXXXX-PRODU-CTKEY-OFSQL-SERVR\n[network]\nkerberoskeytabfile = /k\nprivilegedadaccount = svc-mssql\n[connection]\nstring = Server=x;User=alice;Password=hunter2\n',
  '/var/opt/mssql/secrets/machine-key': 'hunter2',
  '/var/lib/amazon/ssm/Vault/Store/RegistrationKey':
    '{"instanceID":"mi-0123456789abcdef0","region":"eu-central-1","privateKey":"MIIEpRIVATEKEYOFSSM","privateKeyType":"Rsa"}',
  '/var/lib/amazon/ssm/registration': '{"ManagedInstanceID":"mi-0123456789abcdef0","Region":"eu-central-1"}',
  '/etc/oraInst.loc': 'inventory_loc=/u01/oraInventory\ninst_group=alice\n',
  '/etc/oratab': '# by alice, password hunter2\nORCL:/u01/db:Y\n',
  '/u01/oraInventory/ContentsXML/inventory.xml':
    '<INVENTORY><HOME_LIST><HOME NAME="Db" LOC="/u01/db" TYPE="O"/><HOME NAME="Mw" LOC="/u01/mw" TYPE="O"/></HOME_LIST></INVENTORY>',
  '/u01/db/inventory/ContentsXML/comps.xml':
    '<PRD_LIST><COMP NAME="oracle.server" VER="19.0.0.0.0" OWNER="alice"/></PRD_LIST>',
  '/u01/db/inventory/globalvariables/oracle.server/globalvariables.xml':
    '<GLOBAL_VARS><VAR NAME="oracle_install_db_InstallType" VALUE="SE2"/><VAR NAME="oracle_install_db_Password" VALUE="hunter2"/><VAR NAME="s_user" VALUE="alice"/></GLOBAL_VARS>',
  '/u01/mw/inventory/ContentsXML/comps.xml': '<PRD_LIST/>',
  '/u01/mw/inventory/registry.xml':
    '<registry><distribution status="installed" name="WebLogic Server" version="12.2.1.3.0"/></registry>',
  '/u01/mw/domain-registry.xml': '<domain-registry><domain location="/u01/d"/></domain-registry>',
  '/u01/d/config/config.xml':
    '<domain><credential-encrypted>AES-encrypted-credential</credential-encrypted><cluster><name>c</name></cluster><node-manager-username>alice</node-manager-username></domain>',
  '/opt/ibm/db2/V11.5/adm/db2licm': '',
  '/opt/ibm/db2/V11.5/bin/db2': '',
  '/var/lum/nodelock': 'LICENSE-KEY-OF-DB2\n',
  '/etc/opt/mqm/mqinst.ini': 'Installation:\n   Name=Installation1\n   FilePath=/opt/mqm\n',
  '/var/mqm/mqs.ini': 'QueueManager:\n   Name=QM1\n   Password=hunter2\n   Owner=alice\n',
  '/etc/pki/consumer/cert.pem': '-----BEGIN CERTIFICATE-----\naGVsbG8=\n-----END CERTIFICATE-----\n',
  '/etc/pki/consumer/key.pem': KEY,
  '/etc/pki/entitlement/123-key.pem': KEY,
  '/etc/rhsm/syspurpose/syspurpose.json': '{"service_level_agreement":"Premium","token":"hunter2"}',
  '/etc/products.d/baseproduct':
    '<product><name>SLES</name><version>15.5</version><token>hunter2</token></product>',
  '/etc/zypp/credentials.d/SCCcredentials': 'username=SCC_user\npassword=hunter2\n',
  '/etc/libvirt/qemu/vm.xml':
    "<domain type='kvm'><name>vm-with-password</name><uuid>5b1f0a7c-2d3e-4c4b-9a68-77a1c2e3d401</uuid><vcpu>2</vcpu><devices><graphics type='vnc' passwd='hunter2'/></devices></domain>",
  '/etc/pve/qemu-server/100.conf': 'name: pve-vm\ncores: 2\ncipassword: hunter2\nciuser: alice\n',
  '/usr/lib/swidtag/broken.swidtag': '<SoftwareIdentity name="quoted-from-a-damaged-file" <b',
  '/usr/lib/swidtag/x/app.swidtag':
    '<SoftwareIdentity name="App"><Meta licenseKey="hunter2" owner="alice"/></SoftwareIdentity>',
};

export const SECRET_COMMANDS: Readonly<Record<string, string>> = {
  'db2ls.txt':
    '#PATH:VRMF:FIXPACK:SPECIAL:INSTALLTIME:INSTALLERUID\n/opt/ibm/db2/V11.5:11.5.8.0:0::Tue Mar  7 2023 :alice\n',
  'db2licm.txt':
    'Product name:   "DB2 Advanced Edition"\nLicense key:  "LICENSE-KEY-OF-DB2"\nLicense type:   "CPU Option"\n',
};
