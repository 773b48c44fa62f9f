/** Names of packages that the catalog recognizes as licensed products. */
export const LICENSED = [
  'mssql-server',
  'mongodb-enterprise-server',
  'elasticsearch',
  'splunk',
  'edb-as15-server',
  'ibmmq-server',
];
export const LICENSED_VERSION = '16.0.1';

/** Licensed products on an image: two images of five have one. */
export function licensedOf(image: number): readonly string[] {
  return image % 5 < 2 ? [LICENSED[image % LICENSED.length] ?? ''] : [];
}

/** licenses.yaml for them, and for operating systems. */
export const BENCH_LICENSES = `licenses:
${[
  ['microsoft/windows-server', 'microsoft/windows-server/standard'],
  ['microsoft/sql-server', 'microsoft/sql-server/core'],
  ['redhat/rhel', 'redhat/socket-pair'],
  ['mongodb/enterprise', 'instance'],
  ['elastic/elasticsearch', 'instance'],
  ['splunk/enterprise', 'core'],
  ['edb/postgres-advanced', 'core'],
  ['ibm/mq', 'ibm/vpc'],
]
  .map(
    ([product, metric], index) =>
      `  - { id: license-${index}, product: ${product}, metric: ${metric}, owned: 1000 }`,
  )
  .join('\n')}
`;
