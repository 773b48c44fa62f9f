import { describe, expect, it } from 'vitest';
import { collectEditions as collect } from '../../../support/agent/collect-editions.ts';

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
