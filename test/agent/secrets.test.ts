import { describe, expect, it } from 'vitest';
import { buildContent } from '../../agent/src/report/build-content.ts';
import { agentUnderTest } from '../support/agent/agent-program.ts';
import { DAMAGED_TEXT, SECRET_COMMANDS, SECRET_FILES, SECRETS } from '../support/agent/secret-host.ts';
import { hostTree } from '../support/host-tree.ts';
import { registryExport } from '../support/registry-export.ts';

const PROCESS = { platform: 'linux', architecture: 'x64', privileged: true };

describe('nothing secret leaves the host', () => {
  it('no key, credential, user name or command line of a Linux host is in its report', async () => {
    const report = JSON.stringify(await buildContent(hostTree(SECRET_FILES, SECRET_COMMANDS).host, PROCESS));
    for (const secret of [...SECRETS, DAMAGED_TEXT]) expect(report).not.toContain(secret);
    // What stands next to the secrets was read all the same.
    const found = [
      'Enterprise Edition',
      'SE2',
      'Oracle WebLogic Server',
      '11.5.8.0',
      'Installation1',
      'Premium',
    ];
    for (const fact of [...found, 'mi-0123456789abcdef0', 'SLES', 'vm-with-password']) {
      expect(report).toContain(fact);
    }
  });

  it('nor in what scan and doctor print', async () => {
    const { root } = hostTree(SECRET_FILES);
    const agent = agentUnderTest({ root });
    for (const verb of ['scan', 'doctor']) {
      const { out, err } = await agent(verb, '--root', root);
      expect(out).toContain('sql-server');
      for (const secret of [...SECRETS, DAMAGED_TEXT]) expect(out + err).not.toContain(secret);
    }
  });

  it('no product key or user of a Windows host is in its report', async () => {
    const version = 'HKLM\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion';
    const setup = 'HKLM\\SOFTWARE\\Microsoft\\Microsoft SQL Server\\MSSQL16.A\\Setup';
    const uninstall = 'HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Uninstall\\App';
    const keys = {
      [version]: {
        EditionID: 'ServerStandard',
        InstallationType: 'Server',
        ProductId: 'SECRET-1',
        DigitalProductId: 'SECRET-2',
        RegisteredOwner: 'SECRET-3',
        BackupProductKeyDefault: 'SECRET-4',
      },
      'HKLM\\SOFTWARE\\Microsoft\\Microsoft SQL Server\\Instance Names\\SQL': { A: 'MSSQL16.A' },
      [setup]: {
        Edition: 'Standard Edition',
        ProductCode: 'SECRET-5',
        DigitalProductID: 'SECRET-6',
        AGTGroup: 'SECRET-7',
      },
      [uninstall]: {
        DisplayName: 'App',
        DisplayVersion: '1',
        UninstallString: 'C:\\app.exe /password SECRET-8',
        InstallSource: 'C:\\Users\\SECRET-9\\Downloads',
        ProductID: 'SECRET-10',
        RegOwner: 'SECRET-11',
      },
    };
    const report = JSON.stringify(
      await buildContent(hostTree({}, { 'all.reg': registryExport(keys) }).host, PROCESS),
    );
    expect(report).not.toContain('SECRET');
    expect(report).toContain('Standard Edition');
    expect(report).toContain('"App"');
  });
});
