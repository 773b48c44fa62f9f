import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { AlertsConfig } from '../config-alerts.ts';
import { AppError } from '../errors.ts';
import type { AlertTarget } from '../ports/alert-target.ts';
import type { AwsNotifier } from '../ports/aws.ts';
import { Secret } from '../secret.ts';
import { emailTarget } from './email-target.ts';
import { logTarget } from './log-target.ts';
import { snsTarget } from './sns-target.ts';
import { webhookTarget } from './webhook-target.ts';

/** The configured targets. Throws AppError `invalid-config` where a secret cannot be read. */
export function createTargets(
  { targets, folder }: AlertsConfig,
  parts: {
    readonly log: (fields: object, text: string) => void;
    readonly notifier: (source: string, region: string) => AwsNotifier;
  },
): readonly AlertTarget[] {
  const secretOf = (file: string): Secret => readSecret(resolve(folder, file));
  return targets.map(createTarget);

  function createTarget(target: AlertsConfig['targets'][number]): AlertTarget {
    const { name } = target;
    switch (target.type) {
      case 'log':
        return logTarget(name, parts.log);
      case 'webhook':
        return webhookTarget({ name, url: target.url, secret: secretOf(target.secretFile) });
      case 'email': {
        const { url, from, to, passwordFile, caFile } = target;
        const password = passwordFile === undefined ? null : secretOf(passwordFile);
        const ca = caFile === undefined ? null : readText(resolve(folder, caFile));
        return emailTarget({ name, url, password, ca, from, to });
      }
      case 'sns':
        return snsTarget(name, parts.notifier(target.source, target.region), target.topicArn);
    }
  }
}

function readSecret(file: string): Secret {
  const secret = readText(file).trim();
  if (secret === '') throw new AppError('invalid-config', `the secret file ${file} is empty`);
  return new Secret(secret);
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new AppError(
      'invalid-config',
      `cannot read a file of an alert target: ${(error as Error).message}`,
    );
  }
}
