import { describe, expect, it } from 'vitest';
import { loadCatalog } from '../../../collector/src/catalog/load-catalog.ts';
import { computePositions } from '../../../collector/src/licensing/compute-positions.ts';
import {
  type ExemptionKind,
  type ExemptionRule,
  exemptionOf,
} from '../../../collector/src/licensing/exemption.ts';
import { AT, installation, license, physicalHost } from '../../support/licensing/build.ts';

const DAY = 24 * 60 * 60 * 1000;
const LATER = new Date(AT + DAY).toISOString();

function byTag(tags: Readonly<Record<string, string>>, granted: readonly ExemptionKind[]) {
  return exemptionOf(physicalHost('db-1', [8], { tags }), [], granted, AT);
}

describe('claimed by tag of the host', () => {
  it('holds where the license grants it', () => {
    expect(byTag({ 'coreledger:failover': 'passive' }, ['passive-failover'])).toMatchObject({
      kind: 'passive-failover',
      claimedBy: 'host-tag',
      applied: true,
    });
    expect(byTag({ 'coreledger:environment': 'development' }, ['development'])?.applied).toBe(true);
  });

  it('is shown and refused where it does not', () => {
    expect(byTag({ 'coreledger:failover': 'passive' }, ['excluded'])).toMatchObject({
      applied: false,
      problem: 'the license does not grant passive-failover by host tag',
    });
  });

  it.each<[Record<string, string>, boolean, string | null]>([
    [{ 'coreledger:excluded': 'wave 3', 'coreledger:excluded-until': LATER }, true, null],
    [{ 'coreledger:excluded': 'wave 3' }, false, 'no expiry: set coreledger:excluded-until to a date'],
    [
      { 'coreledger:excluded': 'wave 3', 'coreledger:excluded-until': 'soon' },
      false,
      'no expiry: set coreledger:excluded-until to a date',
    ],
    [{ 'coreledger:excluded': ' ', 'coreledger:excluded-until': LATER }, false, 'no reason given'],
    [
      {
        'coreledger:excluded': 'wave 3',
        'coreledger:excluded-until': new Date(AT).toISOString(),
      },
      false,
      'expired',
    ],
  ])('%j', (tags, applied, problem) => {
    expect(byTag(tags, ['excluded'])).toMatchObject({ applied, problem });
  });

  it('of other values claims nothing', () => {
    expect(byTag({ 'coreledger:failover': 'active', 'coreledger:environment': 'production' }, [])).toBeNull();
  });
});

describe('by licenses.yaml', () => {
  const rule: ExemptionRule = {
    kind: 'excluded',
    hosts: ['db-1'],
    groups: null,
    tags: null,
    reason: 'wave 3',
    expiresAt: AT + DAY,
  };
  const host = physicalHost('db-1', [8], { tags: { environment: 'lab' } });

  it('holds until it ends, and not a moment longer', () => {
    expect(exemptionOf(host, [rule], [], AT)?.applied).toBe(true);
    expect(exemptionOf(host, [rule], [], AT + DAY)).toMatchObject({ applied: false, problem: 'expired' });
  });

  it('selects by tag as well', () => {
    const tagged = { ...rule, hosts: null, tags: { environment: ['lab'] } };
    expect(exemptionOf(host, [tagged], [], AT)?.applied).toBe(true);
    expect(exemptionOf(physicalHost('db-2', [8]), [tagged], [], AT)).toBeNull();
  });

  it('one that applies is shown before one that ended', () => {
    const ended = { ...rule, expiresAt: AT - 1, reason: 'wave 2' };
    expect(exemptionOf(host, [ended, rule], [], AT)?.reason).toBe('wave 3');
  });

  it('takes the host out of the sum, and shows it there with the reason', async () => {
    const product = 'mongodb/enterprise';
    const hosts = ['db-1', 'db-2'].map((id) =>
      physicalHost(id, [8], { installations: [installation(product)] }),
    );
    const licenses = [
      license('mongo', {
        selectors: [{ kind: 'product', product, editions: null, versions: null }],
        exemptions: [rule],
      }),
    ];
    const catalog = await loadCatalog();
    const [position] = computePositions({ hosts, licenses, catalog, at: AT, configurations: [] }).positions;
    expect(position?.onPremises.total).toBe(8);
    expect(position?.onPremises.lines).toMatchObject([
      { hostId: 'db-1', state: 'exempt', exemption: { reason: 'wave 3', applied: true } },
      { hostId: 'db-2', state: 'counted', exemption: null },
    ]);
  });
});
