import { describe, expect, it } from 'vitest';
import { judgeEligibility, parseEligibilityRule } from '../../../collector/src/licensing/eligibility.ts';
import { physicalHost } from '../../support/licensing/build.ts';

describe('rules of License Manager', () => {
  it.each([
    ['#minimumCores=8', { kind: 'bound', fact: 'cores', side: 'minimum', value: 8 }],
    ['#maximumSockets=2', { kind: 'bound', fact: 'sockets', side: 'maximum', value: 2 }],
    ['#maximumVcpus=64', { kind: 'bound', fact: 'logicalProcessors', side: 'maximum', value: 64 }],
    [
      '#allowedTenancy=EC2-DedicatedHost,EC2-Default',
      { kind: 'tenancy', allowed: ['EC2-DedicatedHost', 'EC2-Default'] },
    ],
    ['#licenseAffinityToHost=90', { kind: 'host-affinity', days: 90 }],
    ['#honorVcpuOptimization=True', { kind: 'vcpu-optimization', honored: true }],
  ])('%s is understood', (text, expected) => {
    expect(parseEligibilityRule(text)).toMatchObject(expected);
  });

  it.each([
    // As the tutorial writes it.
    ['allowedTenancies#EC2-DedicatedHost', '#allowedTenancy=EC2-DedicatedHost'],
    ['minCores=8', '#minimumCores=8'],
    ['#MaxSockets:2', '#maximumSockets=2'],
    ['#licenseAffinityToHost=90 days', '#licenseAffinityToHost=90'],
    ['#allowedTenancy=ec2-default', '#allowedTenancy=EC2-Default'],
  ])('%s is reported, and meant as %s', (text, suggestion) => {
    expect(parseEligibilityRule(text)).toEqual({ kind: 'unrecognized', text, suggestion });
  });

  it.each([
    '#colour=red',
    '#minimumCores=many',
    '#licenseAffinityToHost=181',
    '#licenseAffinityToHost=0',
    '#allowedTenancy=Moon',
    '',
  ])('%j is reported, and nothing is guessed', (text) => {
    expect(parseEligibilityRule(text)).toEqual({ kind: 'unrecognized', text, suggestion: null });
  });
});

describe('a host under a rule', () => {
  const host = physicalHost('db-1', [8, 8]);
  const outcome = (rule: string, of = host) => judgeEligibility(of, parseEligibilityRule(rule));

  it.each([
    ['#minimumCores=16', 'met'],
    ['#maximumCores=16', 'met'],
    ['#minimumCores=17', 'broken'],
    ['#maximumCores=15', 'broken'],
    ['#maximumSockets=2', 'met'],
    ['#maximumSockets=1', 'broken'],
    ['#maximumVcpus=31', 'broken'],
    ['#allowedTenancy=EC2-DedicatedHost', 'not-applicable'],
    ['#licenseAffinityToHost=90', 'not-applicable'],
    ['#colour=red', 'not-applicable'],
  ])('%s: %s', (rule, kind) => {
    expect(outcome(rule).kind).toBe(kind);
  });

  it('says what it has', () => {
    expect(outcome('#maximumCores=15')).toEqual({
      kind: 'broken',
      actual: 16,
      text: 'db-1 has 16 cores; rule #maximumCores=15',
    });
  });

  it('of unknown cores neither meets nor breaks it', () => {
    const unknown = physicalHost('db-2', [], { topology: { cores: null } });
    expect(outcome('#maximumCores=15', unknown)).toMatchObject({ kind: 'unknown', actual: null });
  });
});
