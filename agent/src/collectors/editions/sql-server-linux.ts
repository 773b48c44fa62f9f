import type { Host } from '../../host/host.ts';
import type { FieldReader } from '../field-reader.ts';
import type { Detector } from './detector.ts';
import { evidenceOf } from './evidence.ts';
import { packageNamed, packagesAreKnown } from './packages.ts';
import { parseErrorlog } from './parse-errorlog.ts';
import { parseIni } from './parse-ini.ts';

const DATA = '/var/opt/mssql';
const PROGRAM = '/opt/mssql/bin/sqlservr';
const CONFIGURATION = `${DATA}/mssql.conf`;
const OLD_LOGS = 6;
/** What a start writes first: the banner and the processors. Logs themselves grow without bound. */
const HEAD_BYTES = 256 * 1024;

/** SQL Server for Linux, of which a machine has one instance. A log that a removal left behind is no installation. */
export const sqlServerLinux: Detector = {
  name: 'sql-server',
  platform: 'linux',
  async detect(host, soFar, files) {
    const item = packageNamed(soFar, 'mssql-server');
    const hasProgram = host.kind(PROGRAM) !== 'absent';
    if (!hasProgram && item === undefined) {
      if (packagesAreKnown(soFar) || host.kind(`${DATA}/log`) === 'absent') return undefined;
    }
    const configuration = parseIni(files.text(CONFIGURATION) ?? '');
    const log = configuration.get('filelocation')?.get('errorlogfile') ?? `${DATA}/log/errorlog`;
    const { banner, processors, read } = readLogs(host, files, log);
    return [
      evidenceOf('sql-server', {
        product: 'Microsoft SQL Server',
        edition: banner?.edition,
        version: banner?.version ?? item?.version,
        instance: 'MSSQLSERVER',
        location: '/opt/mssql',
        confidence: banner === undefined ? 'low' : hasProgram || item !== undefined ? 'high' : 'medium',
        evidence: [
          ...(banner === undefined ? [] : [[read, banner.line] as const]),
          ...(processors === undefined ? [] : [[processors.file, processors.line] as const]),
          ...(item === undefined ? [] : [[item.location, `${item.name} ${item.version ?? ''}`] as const]),
          ...(hasProgram ? [[PROGRAM] as const] : []),
          ...(banner === undefined && item === undefined && !hasProgram ? [[DATA] as const] : []),
        ],
        attributes: {
          component: 'engine',
          release: banner?.release,
          sockets: processors?.sockets,
          logicalProcessors: processors?.logical,
          licensedLogicalProcessors: processors?.used,
          availabilityGroups: configuration.get('hadr')?.get('hadrenabled') === '1' ? 'enabled' : null,
        },
      }),
    ];
  },
};

/** The newest banner, and the newest line about processors: a log that was only cycled has no such line. */
function readLogs(host: Host, files: FieldReader, log: string) {
  let banner: ReturnType<typeof parseErrorlog>['banner'];
  let read = log;
  for (let age = 0; age <= OLD_LOGS; age += 1) {
    const file = age === 0 ? log : `${log}.${age}`;
    const head = files.attempt(() => host.readHead(file, HEAD_BYTES));
    if (head === null) continue;
    const parsed = parseErrorlog(errorlogText(head));
    if (banner === undefined && parsed.banner !== undefined) {
      banner = parsed.banner;
      read = file;
    }
    if (parsed.processors !== undefined) return { banner, read, processors: { ...parsed.processors, file } };
  }
  return { banner, read, processors: undefined };
}

/** UTF-16LE with or without a byte-order mark, or UTF-8. */
function errorlogText(head: Uint8Array): string {
  const marked = head[0] === 0xff && head[1] === 0xfe;
  const wide = marked || (head.length > 3 && head[0] !== 0 && head[1] === 0 && head[3] === 0);
  return new TextDecoder(wide ? 'utf-16le' : 'utf-8').decode(head).replaceAll('\r\n', '\n');
}
