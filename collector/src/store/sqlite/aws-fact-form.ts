import { hash as digestOf } from 'node:crypto';
import type { AwsFacts, AwsKind } from '../../ports/aws-store.ts';

type AnyFact = AwsFacts[AwsKind];

/** What changes at every look without saying anything new: kept, but no history is made of it. */
const VOLATILE: { readonly [Kind in AwsKind]?: readonly string[] } = {
  'managed-instance': ['lastPingAt', 'pingStatus'],
  inventory: ['capturedAt'],
  'license-configuration': ['discoveryLastRunAt'],
  'organization-configuration': ['discoveryLastRunAt'],
};

export interface FactForm {
  readonly key: string;
  readonly hash: Buffer;
  readonly body: string;
  readonly volatile: string;
}

/** The stored form of a fact: a key within its unit, what history is made of, and what is merely updated. */
export function factForm(kind: AwsKind, fact: AnyFact): FactForm {
  const volatileNames = VOLATILE[kind] ?? [];
  const entries = Object.entries(fact);
  const body = JSON.stringify(Object.fromEntries(entries.filter(([name]) => !volatileNames.includes(name))));
  const volatile = JSON.stringify(
    Object.fromEntries(entries.filter(([name]) => volatileNames.includes(name))),
  );
  return { key: keyOf(kind, fact), hash: digestOf('sha256', body, 'buffer'), body, volatile };
}

export function readFact<Kind extends AwsKind>(body: string, volatile: string): AwsFacts[Kind] {
  return { ...JSON.parse(body), ...JSON.parse(volatile) };
}

function keyOf(kind: AwsKind, fact: AnyFact): string {
  const field = (name: string) => String((fact as unknown as Record<string, unknown>)[name]);
  switch (kind) {
    case 'managed-instance':
    case 'inventory':
      return field('instanceId');
    case 'license-configuration':
    case 'organization-configuration':
    case 'report-generator':
    case 'received-license':
    case 'received-grant':
      return field('arn');
    case 'license-tags':
      return field('configurationArn');
    case 'usage':
    case 'association':
    case 'resource':
      return field('resourceArn');
    case 'failure':
      return [field('resourceArn'), field('failedAt'), field('message')].join('\n');
    case 'settings':
      return '';
  }
}
