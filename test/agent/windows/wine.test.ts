import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { HostReport } from '@coreledger/shared/host-report.ts';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { bundleAgent } from '../../../installers/agent/bundle.ts';
import { describeWithPackages } from '../../support/debian-package.ts';
import { registryExport } from '../../support/registry-export.ts';
import { schemaFaults } from '../../support/sections-schema.ts';
import { startWine, type WineMachine } from '../../support/wine.ts';

const SQL = 'HKLM\\SOFTWARE\\Microsoft\\Microsoft SQL Server';
const UNINSTALL = 'SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Uninstall';
const SECRET = 'AAAAA-BBBBB-SECRET-DDDDD-EEEEE';

const REGISTRY = registryExport({
  'HKLM\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion': {
    EditionID: 'ServerStandard',
    InstallationType: 'Server',
    ProductName: 'Windows Server 2022 Standard',
    DisplayVersion: '21H2',
    CurrentBuildNumber: '20348',
    CurrentBuild: '20348',
    UBR: 2227,
    RegisteredOwner: SECRET,
    ProductId: SECRET,
  },
  [`${SQL}\\Instance Names\\SQL`]: { MSSQLSERVER: 'MSSQL16.MSSQLSERVER', DEV: 'MSSQL16.DEV' },
  [`${SQL}\\MSSQL16.MSSQLSERVER\\Setup`]: {
    Edition: 'Standard Edition',
    Version: '16.0.1000.6',
    PatchLevel: '16.0.4135.4',
    ProductID: SECRET,
  },
  [`${SQL}\\MSSQL16.DEV\\Setup`]: {
    Edition: 'Enterprise Developer Edition',
    Version: '16.0.1000.6',
    PatchLevel: '16.0.4135.4',
  },
  [`HKLM\\${UNINSTALL}\\{11111111-2222-3333-4444-555555555555}`]: {
    DisplayName: 'Größe 日本 Предприятие',
    DisplayVersion: '7.0',
    Publisher: 'Vendor "quoted" \\ Co.',
    UninstallString: `setup.exe /key ${SECRET}`,
    ProductKey: SECRET,
  },
  [`HKLM\\${UNINSTALL.replace('SOFTWARE\\', 'SOFTWARE\\Wow6432Node\\')}\\Old`]: {
    DisplayName: 'Old 32-bit',
    SystemComponent: 1,
  },
  [`HKEY_CURRENT_USER\\${UNINSTALL}\\Mine`]: { DisplayName: 'Mine alone' },
  'HKLM\\SOFTWARE\\Microsoft\\Virtual Machine\\Guest\\Parameters': {
    PhysicalHostName: 'HV01',
    PhysicalHostNameFullyQualified: 'hv01.example.net',
    VirtualMachineName: 'sql-a',
    VirtualMachineId: '5E1B7C9A-1111-2222-3333-444455556666',
  },
});

const SSM_FILES = {
  'ProgramData/Amazon/SSM/InstanceData/Vault/Store/RegistrationKey': JSON.stringify({
    instanceID: 'mi-0123456789abcdef0',
    region: 'eu-central-1',
    privateKey: SECRET,
  }),
  'ProgramData/Amazon/SSM/InstanceData/registration': JSON.stringify({
    ManagedInstanceID: 'mi-00000000000000000',
    Region: 'eu-central-1',
  }),
};

await describeWithPackages('the shipped agent on a Windows with a registry of its own', ['wine64'], () => {
  const folder = mkdtempSync(join(tmpdir(), 'coreledger-bundle-'));
  let machine: WineMachine;
  let output: string;
  let report: HostReport;

  beforeAll(async () => {
    const bundle = await bundleAgent(join(folder, 'agent.cjs'));
    machine = await startWine();
    await machine.importRegistry(REGISTRY);
    for (const [path, content] of Object.entries(SSM_FILES)) {
      mkdirSync(dirname(join(machine.drive, path)), { recursive: true });
      writeFileSync(join(machine.drive, path), content);
    }
    output = await machine.node(bundle, 'scan');
    report = JSON.parse(output);
  }, 280_000);
  afterAll(async () => {
    await machine?.close();
    rmSync(folder, { recursive: true, force: true });
  }, 60_000);

  it('prints a report in the wire schema', () => {
    expect(report.agent.platform).toBe('win32');
    expect(schemaFaults(report.sections)).toEqual([]);
  });

  it('knows the edition, release and build of Windows', () => {
    expect(report.sections.operatingSystem).toMatchObject({
      status: 'present',
      value: {
        family: 'windows',
        edition: 'ServerStandard',
        build: '20348.2227',
        prettyName: 'Windows Server 2022 Standard 21H2',
      },
    });
  });

  it('lists what is installed in both views and for the user, in any script', () => {
    expect(report.sections.software).toMatchObject({
      status: 'present',
      value: [
        {
          source: 'uninstall',
          name: 'Größe 日本 Предприятие',
          version: '7.0',
          publisher: 'Vendor "quoted" \\ Co.',
        },
        { source: 'uninstall-user', name: 'Mine alone', ssmFilter: 'user-hive' },
        { source: 'uninstall-wow64', name: 'Old 32-bit', ssmFilter: 'system-component' },
      ],
    });
  });

  it('tells two instances of SQL Server of one build apart, and Windows Server', () => {
    const { editions } = report.sections;
    if (editions.status !== 'present') throw new Error(editions.status);
    expect(editions.complete).toBe(true);
    const named = editions.value.map(({ detector, instance, edition, version }) => ({
      detector,
      instance,
      edition,
      version,
    }));
    expect(named).toHaveLength(3);
    expect(named).toEqual(
      expect.arrayContaining([
        {
          detector: 'sql-server',
          instance: 'MSSQLSERVER',
          edition: 'Standard Edition',
          version: '16.0.4135.4',
        },
        {
          detector: 'sql-server',
          instance: 'DEV',
          edition: 'Enterprise Developer Edition',
          version: '16.0.4135.4',
        },
        { detector: 'windows-server', instance: null, edition: 'ServerStandard', version: '20348.2227' },
      ]),
    );
  });

  it('knows the physical host and its own name there', () => {
    expect(report.sections.virtualization).toMatchObject({
      value: { kind: 'guest', hypervisor: 'hyperv', physicalHost: 'hv01.example.net', vmName: 'sql-a' },
    });
  });

  it('finds its Systems Manager registration, the vault before the stale file', () => {
    expect(report.sections.ssmRegistration).toMatchObject({
      value: { managedInstanceId: 'mi-0123456789abcdef0', region: 'eu-central-1' },
    });
  });

  it('counts processors by wmic where PowerShell does not answer', () => {
    const { cpu } = report.sections;
    if (cpu.status !== 'present') throw new Error(JSON.stringify(cpu));
    expect(cpu.value.sources).toEqual(['win32-processor']);
    expect(cpu.value.sockets).toBeGreaterThan(0);
    expect(cpu.value.cores).toBeGreaterThan(0);
    expect(cpu.value.virtual).toBe(true);
  });

  it('lets no key, owner, command line or account out', () => {
    expect(output).not.toContain('SECRET');
    expect(output).not.toMatch(/S-1-5-21/);
  });
});
