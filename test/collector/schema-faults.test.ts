import { Type } from 'typebox';
import { expect, it } from 'vitest';
import { ConfigFile } from '../../collector/src/config-schema.ts';
import { DescribedHostDto } from '../../collector/src/http/dto/checks.ts';
import { schemaFaults } from '../../collector/src/schema-faults.ts';

function told(document: object, schema = ConfigFile as Parameters<typeof schemaFaults>[0]): string[] {
  return schemaFaults(schema, document).map(({ path, message }) => `${path} ${message}`);
}

const config = (more: object) => ({ dataDir: 'data', ...more });
const webhook = { name: 'chat', type: 'webhook', url: 'https://hooks.example/x', secretFile: 'secret' };

it('finds nothing in what is right', () => {
  expect(
    told(config({ tls: { certificate: 'a', key: 'b', ca: 'c' }, alerts: { targets: [webhook] } })),
  ).toEqual([]);
});

it.each<[string, object, string[]]>([
  [
    'what is missing and what is not known, each by name',
    { dataDr: 'x' },
    ['/dataDir is missing', '/dataDr is not known here'],
  ],
  [
    'one of several words',
    config({ logLevel: 'loud' }),
    ['/logLevel must be one of fatal, error, warn, info, debug, trace, silent'],
  ],
  ['one of several words, or files', config({ tls: 5 }), ['/tls must be one of auto, off, object']],
  [
    'the files, where files were meant',
    config({ tls: { key: 'b' } }),
    ['/tls/certificate is missing', '/tls/ca is missing'],
  ],
  [
    'the number, where a number was meant',
    config({ retention: { historyDays: 3 } }),
    ['/retention/historyDays must be >= 92'],
  ],
  [
    'the kind that there is not',
    config({ alerts: { targets: [{ name: 'a', type: 'pigeon' }] } }),
    ['/alerts/targets/0/type must be one of log, webhook, email, sns'],
  ],
  [
    'what the kind that was meant lacks',
    config({ alerts: { targets: [webhook, { ...webhook, secretFile: undefined, to: [] }] } }),
    ['/alerts/targets/1/to is not known here', '/alerts/targets/1/secretFile is missing'],
  ],
  [
    'how it is written, in words',
    config({ urls: ['https://ledger.example/path'] }),
    ['/urls/0 must be an address without a path, like https://ledger.example.org:8443'],
  ],
])('%s', (_, document, faults) => {
  expect(told(JSON.parse(JSON.stringify(document))).toSorted()).toEqual(faults.toSorted());
});

it('every fault at once, however many', () => {
  const sources = Array.from({ length: 30 }, (_, no) => ({
    name: `s${no}`,
    regions: ['nowhere'],
    profil: 'x',
  }));
  expect(told(config({ aws: { sources } }))).toHaveLength(60);
  const pigeons = Array.from({ length: 20 }, () => ({ name: 'a', type: 'pigeon' }));
  expect(told(config({ alerts: { targets: pigeons } }))).toHaveLength(20);
});

it('a described host', () => {
  expect(told({ kind: 'phys', socketCores: [8] }, DescribedHostDto)).toEqual([
    '/kind must be one of physical, guest',
  ]);
});

it('a union within a union', () => {
  const inner = Type.Union([Type.Literal('x'), Type.Object({ deep: Type.Integer() })]);
  const outer = Type.Union([Type.Null(), Type.Object({ one: inner })]);
  expect(told({ one: { deep: 'no' } }, outer)).toEqual(['/one/deep must be integer']);
});
