import { beforeAll, describe, expect, it } from 'vitest';
import { loadCatalog } from '../../../collector/src/catalog/load-catalog.ts';
import type { Catalog } from '../../../collector/src/licensing/catalog.ts';
import {
  createRecognizer,
  type Recognizer,
} from '../../../collector/src/licensing/recognition/recognizer.ts';

let catalog: Catalog;
let recognizer: Recognizer;
beforeAll(async () => {
  catalog = await loadCatalog();
  recognizer = createRecognizer(catalog.rules);
});

function statement(detector: string, product: string, edition: string | null, version: string | null) {
  return {
    detector,
    product,
    edition,
    version,
    instance: null,
    location: '/somewhere',
    confidence: 'high' as const,
    attributes: {},
  };
}

/** What a rule says of a title: product and edition, or nothing. */
function ofTitle(name: string, source: string, publisher: string | null = null) {
  return recognizer
    .title({ name, version: '1.0', publisher, source })
    .map(({ product, edition }) => [product, edition]);
}

describe('editions, longest text first', () => {
  it.each([
    ['sql-server', 'Microsoft SQL Server', 'Enterprise Developer Edition (64-bit) on Linux', 'developer'],
    ['sql-server', 'Microsoft SQL Server', 'Standard Developer Edition', 'developer'],
    ['sql-server', 'Microsoft SQL Server', 'Enterprise Evaluation Edition', 'evaluation'],
    ['sql-server', 'Microsoft SQL Server', 'Enterprise Edition: Core-based Licensing', 'enterprise'],
    ['sql-server', 'Microsoft SQL Server', 'Standard Edition', 'standard'],
    ['windows-server', 'Windows Server', 'ServerDatacenterEval', 'evaluation'],
    ['windows-server', 'Windows Server', 'ServerDatacenter', 'datacenter'],
    ['windows-server', 'Windows Server', 'ServerStandardCor', 'standard'],
    ['windows-server', 'Windows Server', 'ServerTurbine', 'datacenter'],
    ['oracle-database', 'Oracle Database', 'EE', 'enterprise'],
    ['oracle-database', 'Oracle Database', 'SE2', 'standard-2'],
    ['oracle-database', 'Oracle Database', 'XE', 'express'],
  ])('%s %s "%s" is %s', (detector, product, text, edition) => {
    const found = recognizer.edition(statement(detector, product, text, '1.0'));
    expect(found.map((one) => one.edition)).toEqual([edition]);
  });

  it('leaves an edition text it does not know unknown', () => {
    expect(
      recognizer.edition(statement('sql-server', 'Microsoft SQL Server', 'Galactic Edition', '1.0')),
    ).toMatchObject([{ product: 'microsoft/sql-server', edition: null }]);
  });
});

describe('Oracle Java builds', () => {
  it.each([
    ['1.7.0_80', 'no-fee'],
    ['1.7.0_85', 'charged'],
    ['1.8.0_202', 'no-fee'],
    ['1.8.0_211', 'charged'],
    ['1.8.0_361', 'charged'],
    ['9.0.4', 'no-fee'],
    ['10.0.2', 'no-fee'],
    ['11.0.20', 'charged'],
    ['16.0.2', 'charged'],
    ['17.0.12', 'no-fee'],
    ['17.0.13', 'charged'],
    ['21.0.2', 'no-fee'],
  ])('%s is %s', (version, edition) => {
    expect(
      recognizer.edition(statement('java', 'Oracle Java SE', null, version)).map((one) => one.edition),
    ).toEqual([edition]);
  });

  it('of another vendor are not Oracle’s', () => {
    expect(recognizer.edition(statement('java', 'OpenJDK', null, '17.0.13'))).toEqual([]);
  });
});

describe('titles', () => {
  it.each([
    ['mssql-server', 'dpkg', 'microsoft/sql-server'],
    ['Microsoft SQL Server 2019 (64-bit)', 'uninstall', 'microsoft/sql-server'],
    ['mongodb-enterprise-server', 'rpm', 'mongodb/enterprise'],
    ['edb-as16-server', 'rpm', 'edb/postgres-advanced'],
    ['MQSeriesServer', 'rpm', 'ibm/mq'],
    ['splunk', 'dpkg', 'splunk/enterprise'],
    ['VRTSvxvm', 'rpm', 'veritas/infoscale'],
    ['mysql-commercial-server', 'rpm', 'oracle/mysql'],
    ['Visual Studio Professional 2022', 'uninstall', 'microsoft/visual-studio'],
    ['Citrix 2203 LTSR Virtual Delivery Agent', 'uninstall', 'citrix/virtual-apps'],
  ])('%s (%s) is %s', (name, source, product) => {
    expect(ofTitle(name, source).map(([found]) => found)).toEqual([product]);
  });

  it.each([
    ['mssql-server-fts', 'dpkg'],
    ['mssql-tools', 'dpkg'],
    ['mongodb-org-server', 'rpm'],
    ['Microsoft SQL Server 2019 Setup (English)', 'uninstall'],
    ['Microsoft SQL Server Management Studio - 19.1', 'uninstall'],
    ['mysql-server', 'dpkg'],
    ['splunkforwarder', 'rpm'],
    ['edb-as16-server-client', 'rpm'],
  ])('%s (%s) is none: a name that only contains another', (name, source) => {
    expect(ofTitle(name, source)).toEqual([]);
  });
});

it('every product has a rule, and every number a source and a date', () => {
  const ruled = new Set(catalog.rules.map(({ product }) => product));
  expect([...catalog.products.keys()].filter((id) => !ruled.has(id))).toEqual([]);
  const sources = [
    ...[...catalog.products.values()].map(({ provenance }) => provenance),
    ...[...catalog.metrics.values()].flatMap(({ versions }) => versions.map(({ provenance }) => provenance)),
    ...[...catalog.tables.values()].flatMap(({ versions }) =>
      versions.flatMap(({ rows }) => rows.map(({ provenance }) => provenance)),
    ),
  ];
  expect(
    sources.filter(({ source, sourceDate }) => source.length < 10 || !/^\d{4}-\d\d-\d\d$/.test(sourceDate)),
  ).toEqual([]);
});
