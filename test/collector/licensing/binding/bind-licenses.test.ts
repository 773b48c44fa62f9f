import { describe, expect, it } from 'vitest';
import { loadCatalog } from '../../../../collector/src/catalog/load-catalog.ts';
import {
  type BindingInput,
  bindLicenses,
} from '../../../../collector/src/licensing/binding/bind-licenses.ts';
import type { LicenseEntry } from '../../../../collector/src/licensing/binding/licenses-file.ts';
import { licenseConfiguration } from '../../../support/licensing/configuration.ts';

const catalog = await loadCatalog();
const SQL = 'microsoft/sql-server';

function bind(input: Partial<BindingInput>) {
  return bindLicenses({ configurations: [], associations: [], entries: [], catalog, ...input });
}

function problems(input: Partial<BindingInput>): string[] {
  return bind(input).notes.map(({ problem }) => problem);
}

function entry(overrides: Partial<LicenseEntry>): LicenseEntry {
  return { id: 'own', ...overrides };
}

const filters = [
  {
    resourceType: 'SSM_MANAGED',
    filters: [{ name: 'Application Name', comparator: 'EQUALS', values: ['Acme DB'] }],
  },
];

describe('the order of sources', () => {
  const tagged = licenseConfiguration('lic-1', {
    name: 'SQL',
    licenseCount: 40,
    products: filters,
    tags: {
      'coreledger:product': SQL,
      'coreledger:edition': 'standard',
      'coreledger:metric': 'microsoft/sql-server/core guests=physical',
      'coreledger:scope': 'site=berlin site=bonn critical',
    },
  });
  const associations = [
    {
      account: tagged.account,
      region: tagged.region,
      configurationArn: tagged.arn,
      resourceArn: `arn:aws:ssm:eu-central-1:111122223333:managed-instance/mi-${'0'.repeat(17)}`,
      resourceType: 'SYSTEMS_MANAGER_MANAGED_INSTANCE',
      ownerAccount: null,
      associatedAt: null,
    },
  ];

  it('lets licenses.yaml speak before tags, aspect by aspect', () => {
    const entries = [entry({ configurations: ['SQL'], product: SQL, editions: ['enterprise'] })];
    const [license] = bind({ configurations: [tagged], associations, entries }).licenses;
    expect(license).toMatchObject({
      id: 'own',
      name: 'SQL',
      owned: 40,
      selectors: [{ kind: 'product', product: SQL, editions: ['enterprise'] }],
      metric: 'microsoft/sql-server/core',
      switches: { guests: 'physical' },
      scope: { tags: { site: ['berlin', 'bonn'], critical: [] } },
      configurations: [tagged.arn],
      sources: {
        selectors: 'licenses-file',
        metric: 'configuration-tags',
        owned: 'configuration',
        scope: 'configuration-tags',
      },
    });
  });

  it('lets tags speak before filters', () => {
    const [license] = bind({ configurations: [tagged], associations }).licenses;
    expect(license).toMatchObject({
      id: 'lic-1',
      selectors: [{ kind: 'product', product: SQL, editions: ['standard'] }],
      sources: { selectors: 'configuration-tags' },
    });
  });

  it('lets filters speak before associations, and counts as License Manager does', () => {
    const found = bind({ configurations: [{ ...tagged, tags: {} }], associations });
    expect(found.licenses[0]).toMatchObject({
      selectors: [{ kind: 'titles', product: 'license-manager/lic-1#0' }],
      metric: 'vcpu',
      sources: { selectors: 'product-filters', metric: 'configuration' },
    });
    expect(found.rules[0]?.match).toEqual({ name: { equals: ['Acme DB'] } });
  });

  it('falls back to associations', () => {
    const [license] = bind({
      configurations: [{ ...tagged, tags: {}, products: [] }],
      associations,
    }).licenses;
    expect(license?.selectors).toEqual([
      { kind: 'associated', managedInstanceIds: new Set([`mi-${'0'.repeat(17)}`]) },
    ]);
  });

  it('says that a license is bound to nothing', () => {
    expect(problems({ configurations: [{ ...tagged, tags: {}, products: [] }] })).toEqual(['unbound']);
  });
});

describe('what cannot be followed is said', () => {
  it.each<[string, Partial<LicenseEntry>]>([
    ['product-unknown', { product: 'acme/unheard-of' }],
    ['edition-unknown', { product: SQL, editions: ['galactic'] }],
    ['metric-unknown', { product: SQL, metric: 'acme/by-moon' }],
    ['switch-unknown', { product: SQL, switches: { colour: 'red' } }],
    ['switch-unknown', { product: SQL, switches: { guests: 'maybe' } }],
    ['configuration-not-found', { product: SQL, configurations: ['nowhere'] }],
  ])('%s', (problem, change) => {
    const { licenses, notes } = bind({ entries: [entry(change)] });
    const note = notes.find((one) => one.problem === problem);
    expect(licenses[0]?.doubts).toContain(note?.text);
  });

  it.each([
    ['microsoft/sqlserver', '; did you mean microsoft/sql-server?'],
    ['sql-server', '; did you mean microsoft/sql-server?'],
    ['acme/unheard-of', ''],
    ['/', ''],
  ])('the product that was meant by %s', (product, advice) => {
    expect(bind({ entries: [entry({ product })] }).notes.map(({ text }) => text)).toContain(
      `the catalog has no product "${product}"${advice}`,
    );
  });

  it('a reading of soft partitions without its reason is noted and leaves no doubt of what is counted', () => {
    const { licenses, notes } = bind({
      entries: [
        entry({
          product: 'oracle/database',
          metric: 'oracle/processor',
          switches: { softPartition: 'host' },
        }),
      ],
    });
    expect(notes.map((one) => one.problem)).toEqual(['reason-missing']);
    expect(licenses[0]?.doubts).toEqual([]);
  });

  it('a name that two accounts use', () => {
    const configurations = [
      licenseConfiguration('lic-1', { name: 'SQL' }),
      licenseConfiguration('lic-2', { name: 'SQL' }),
    ];
    expect(
      problems({ configurations, entries: [entry({ product: SQL, configurations: ['SQL'] })] }),
    ).toContain('configuration-ambiguous');
  });

  it('tags that could not be read, types of counting that differ, filters that are not understood', () => {
    const odd = [
      {
        resourceType: 'SSM_MANAGED',
        filters: [{ name: 'Moon Phase', comparator: 'EQUALS', values: ['full'] }],
      },
    ];
    const configurations = [
      licenseConfiguration('lic-1', { tags: null }),
      licenseConfiguration('lic-2', { countingType: 'Instance', products: odd }),
    ];
    const entries = [entry({ configurations: ['lic-1', 'lic-2'] })];
    expect(problems({ configurations, entries }).toSorted()).toEqual([
      'counting-types-differ',
      'filter-not-understood',
      'tags-unread',
      'unbound',
    ]);
  });

  it('owned is unknown where one configuration has no limit', () => {
    const configurations = [
      licenseConfiguration('lic-1', { licenseCount: 8 }),
      licenseConfiguration('lic-2', { licenseCount: null }),
    ];
    const entries = [entry({ product: SQL, configurations: ['lic-1', 'lic-2'] })];
    expect(bind({ configurations, entries }).licenses[0]).toMatchObject({
      owned: null,
      sources: { owned: null },
    });
  });
});

describe('a chosen reading of soft partitions', () => {
  const oracle = { product: 'oracle/database', metric: 'oracle/processor' };

  it('is the switch of the metric', () => {
    const entries = [
      entry({ ...oracle, choice: { position: 'host', reason: 'hard partition by contract' } }),
    ];
    const { licenses, notes } = bind({ entries });
    expect(licenses[0]?.switches).toEqual({ softPartition: 'host' });
    expect(notes).toEqual([]);
  });

  it('needs its reason, and no second word', () => {
    const choice = { position: 'host', reason: 'x' };
    expect(problems({ entries: [entry({ ...oracle, switches: { softPartition: 'guest' } })] })).toEqual([
      'reason-missing',
    ]);
    expect(
      problems({ entries: [entry({ ...oracle, switches: { softPartition: 'guest' }, choice })] }),
    ).toEqual(['choice-contradicted']);
    expect(problems({ entries: [entry({ ...oracle, switches: { softPartition: 'cluster' } })] })).toEqual([]);
  });

  it('is refused where it is none, or where the metric asks no such thing', () => {
    const moon = { position: 'moon', reason: 'x' };
    expect(problems({ entries: [entry({ ...oracle, choice: moon })] })).toEqual(['switch-unknown']);
    expect(problems({ entries: [entry({ product: SQL, choice: { ...moon, position: 'host' } })] })).toEqual([
      'switch-unknown',
    ]);
  });
});
