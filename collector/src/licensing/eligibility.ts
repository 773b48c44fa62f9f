import type { HostFacts } from './host-facts.ts';

/** A rule of License Manager's `LicenseRules`: a bound that a resource must satisfy, not a floor of the count. */
export type EligibilityRule =
  | {
      readonly kind: 'bound';
      readonly text: string;
      readonly fact: 'cores' | 'sockets' | 'logicalProcessors';
      readonly side: 'minimum' | 'maximum';
      readonly value: number;
    }
  | { readonly kind: 'tenancy'; readonly text: string; readonly allowed: readonly string[] }
  | { readonly kind: 'host-affinity'; readonly text: string; readonly days: number }
  | { readonly kind: 'vcpu-optimization'; readonly text: string; readonly honored: boolean }
  | { readonly kind: 'unrecognized'; readonly text: string; readonly suggestion: string | null };

const BOUNDS: Readonly<
  Record<string, readonly ['minimum' | 'maximum', 'cores' | 'sockets' | 'logicalProcessors']>
> = {
  minimumCores: ['minimum', 'cores'],
  maximumCores: ['maximum', 'cores'],
  minimumSockets: ['minimum', 'sockets'],
  maximumSockets: ['maximum', 'sockets'],
  minimumVcpus: ['minimum', 'logicalProcessors'],
  maximumVcpus: ['maximum', 'logicalProcessors'],
};
const TENANCIES = ['EC2-Default', 'EC2-DedicatedHost', 'EC2-DedicatedInstance'];
const NAMES = [...Object.keys(BOUNDS), 'allowedTenancy', 'licenseAffinityToHost', 'honorVcpuOptimization'];

export function parseEligibilityRule(text: string): EligibilityRule {
  const [, name = '', value = ''] = /^#([A-Za-z]+)=(.+)$/.exec(text.trim()) ?? [];
  return knownRule(text, name, value.trim()) ?? { kind: 'unrecognized', text, suggestion: suggestion(text) };
}

function knownRule(text: string, name: string, value: string): EligibilityRule | null {
  const bound = Object.hasOwn(BOUNDS, name) ? BOUNDS[name] : undefined;
  if (bound !== undefined && /^\d{1,9}$/.test(value))
    return { kind: 'bound', text, side: bound[0], fact: bound[1], value: Number(value) };
  if (name === 'allowedTenancy') {
    const allowed = value.split(',').map((part) => part.trim());
    if (allowed.every((part) => TENANCIES.includes(part))) return { kind: 'tenancy', text, allowed };
  }
  if (
    name === 'licenseAffinityToHost' &&
    /^\d{1,3}$/.test(value) &&
    Number(value) >= 1 &&
    Number(value) <= 180
  )
    return { kind: 'host-affinity', text, days: Number(value) };
  if (name === 'honorVcpuOptimization' && (value === 'True' || value === 'False'))
    return { kind: 'vcpu-optimization', text, honored: value === 'True' };
  return null;
}

/** `allowedTenancies#EC2-DedicatedHost` was meant as `#allowedTenancy=EC2-DedicatedHost`. */
function suggestion(text: string): string | null {
  const [, written = '', rest = ''] = /^\s*#?\s*([A-Za-z]+)\s*[#=:]\s*(.+?)\s*$/.exec(text) ?? [];
  const name = NAMES.find((known) => stem(known) === stem(written));
  if (name === undefined) return null;
  const value = name === 'licenseAffinityToHost' ? rest.replace(/\s*d(ays?)?$/i, '') : correctValue(rest);
  const corrected = `#${name}=${value}`;
  return knownRule(corrected, name, value) === null ? null : corrected;
}

function stem(name: string): string {
  return name
    .toLowerCase()
    .replace(/^min(imum)?/, 'minimum')
    .replace(/^max(imum)?/, 'maximum')
    .replace(/ies$/, 'y')
    .replace(/s$/, '');
}

function correctValue(value: string): string {
  const known = [...TENANCIES, 'True', 'False'].find((one) => one.toLowerCase() === value.toLowerCase());
  return known ?? value;
}

export type EligibilityOutcome =
  | { readonly kind: 'met' | 'not-applicable' }
  | { readonly kind: 'broken' | 'unknown'; readonly actual: number | null; readonly text: string };

/** Tenancy, affinity and vCPU optimization speak of EC2; a server on-premises neither meets nor breaks them. */
export function judgeEligibility(host: HostFacts, rule: EligibilityRule): EligibilityOutcome {
  if (rule.kind !== 'bound') return { kind: 'not-applicable' };
  const actual = host.topology[rule.fact];
  const words = { cores: 'cores', sockets: 'sockets', logicalProcessors: 'vCPUs' }[rule.fact];
  if (actual === null)
    return { kind: 'unknown', actual, text: `${words} of ${host.name} unknown; rule ${rule.text}` };
  const met = rule.side === 'minimum' ? actual >= rule.value : actual <= rule.value;
  return met
    ? { kind: 'met' }
    : { kind: 'broken', actual, text: `${host.name} has ${actual} ${words}; rule ${rule.text}` };
}
