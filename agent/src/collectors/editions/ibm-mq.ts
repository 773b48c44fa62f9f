import type { FieldReader } from '../field-reader.ts';
import type { Detector } from './detector.ts';
import { evidenceOf } from './evidence.ts';
import { packageNamed } from './packages.ts';
import { parseStanzas } from './parse-ini.ts';

const INSTALLATIONS = '/etc/opt/mqm/mqinst.ini';
const QUEUE_MANAGERS = '/var/mqm/mqs.ini';

/** Every installation that MQ keeps on record. The edition is that of the SWID tags in it. */
export const ibmMq: Detector = {
  name: 'ibm-mq',
  platform: 'linux',
  async detect(_host, soFar, files) {
    const installations = parseStanzas(files.text(INSTALLATIONS) ?? '').filter(
      ({ name, values }) => name === 'Installation' && values.has('FilePath'),
    );
    if (installations.length === 0) return undefined;
    const managers = parseStanzas(files.text(QUEUE_MANAGERS) ?? '').filter(
      ({ name }) => name === 'QueueManager',
    ).length;
    const item = packageNamed(soFar, 'MQSeriesRuntime', 'MQSeriesServer', 'ibmmq-runtime', 'ibmmq-server');
    return installations.map(({ values }) => {
      const path = values.get('FilePath') ?? '';
      const tag = tagOf(files, path);
      const version = tag?.version ?? (installations.length === 1 ? item?.version : undefined);
      return evidenceOf('ibm-mq', {
        product: 'IBM MQ',
        edition: tag?.edition,
        version,
        instance: values.get('Name'),
        location: path,
        confidence: tag?.edition === undefined ? 'medium' : 'high',
        evidence: [
          [INSTALLATIONS, `${values.get('Name')} ${path}`],
          ...(tag === undefined ? [] : [[tag.file] as const]),
          ...(managers === 0 ? [] : [[QUEUE_MANAGERS, `${managers} queue managers`] as const]),
        ],
        attributes: { queueManagers: String(managers) },
      });
    });
  },
};

/** `ibm.com_IBM_MQ_Advanced-9.3.0.swidtag`: the name of a tag says the edition that was accepted. */
function tagOf(files: FieldReader, path: string) {
  for (const folder of [`${path}/swidtag`, `${path}/properties/version`]) {
    for (const name of files.list(folder)) {
      const [, title, version] =
        /IBM_(?:WebSphere_)?MQ((?:_[A-Za-z]+)*)[-_](\d[\d.]*)\.swidtag$/.exec(name) ?? [];
      if (title === undefined || version === undefined) continue;
      return { file: `${folder}/${name}`, version, edition: editionOf(title) };
    }
  }
  return undefined;
}

function editionOf(title: string): string | undefined {
  if (/developer/i.test(title)) return 'Developer';
  return /advanced/i.test(title) ? 'Advanced' : undefined;
}
