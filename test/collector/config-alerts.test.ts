import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../collector/src/config.ts';
import { AppError } from '../../collector/src/errors.ts';

const SOURCES = 'aws:\n  sources:\n    - { name: main, regions: [eu-central-1] }\n';
const documented = /```yaml\n([\s\S]*?)```/.exec(
  readFileSync(new URL('../../docs/alerts.md', import.meta.url), 'utf8'),
)?.[1];

function faultsOf(text: string): readonly string[] {
  try {
    parseConfig(`dataDir: /var/lib/coreledger\n${text}`, '/etc/coreledger/coreledger.yaml');
    return [];
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return error.errors.map(({ path, message }) => `${path}: ${message}`);
  }
}

describe('alerts in the configuration', () => {
  it('take what the documentation shows', () => {
    const { alerts } = parseConfig(
      `dataDir: /data\n${SOURCES}${documented}`,
      '/etc/coreledger/coreledger.yaml',
    );
    expect(alerts.targets.map(({ type }) => type)).toEqual(['log', 'webhook', 'email', 'sns']);
    expect(alerts.cloudWatch).toEqual({ source: 'main', region: 'eu-central-1', namespace: 'Coreledger' });
    expect(alerts.folder).toBe('/etc/coreledger');
  });

  it('go to the log where nothing is said', () => {
    const { alerts } = parseConfig('dataDir: /data\n', '/etc/coreledger/coreledger.yaml');
    expect(alerts).toMatchObject({ targets: [{ type: 'log' }], cloudWatch: null });
    expect(alerts.rules.thresholds).toEqual([80, 100]);
  });

  it('name every AWS source that is not there, and every target named twice', () => {
    expect(
      faultsOf(`${SOURCES}alerts:
  cloudWatch: { source: other, region: eu-central-1 }
  targets:
    - { name: a, type: log }
    - { name: a, type: sns, source: other, region: eu-central-1, topicArn: "arn:aws:sns:eu-central-1:111122223333:t" }
`),
    ).toEqual([
      'alerts.cloudWatch.source: there is no AWS source named other',
      'alerts.targets.1.name: there is another target named a',
      'alerts.targets.1.source: there is no AWS source named other',
    ]);
  });
});
