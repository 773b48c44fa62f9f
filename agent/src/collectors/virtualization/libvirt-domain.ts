import type { Guest } from '@coreledger/shared/virtualization.ts';
import { XMLParser } from 'fast-xml-parser';
import { boundedText, decimal } from '../text.ts';

type Domain = Pick<Guest, 'uuid' | 'name' | 'vcpus'> & { readonly state: Guest['state'] | undefined };

interface Element {
  readonly [name: string]: unknown;
}

/**
 * A domain's configuration (`<domain>`) or the status of a running one (`<domstatus state="running"><domain>…`). Undefined
 * for another document; state undefined for a configuration. Throws for text that is no XML.
 */
export function parseDomain(xml: string): Domain | undefined {
  const parser = new XMLParser({ ignoreAttributes: false, parseTagValue: false, processEntities: true });
  const document = parser.parse(xml) as Element;
  const status = child(document, 'domstatus');
  const domain = child(status ?? document, 'domain');
  const name = boundedText(textOf(domain?.name), 256);
  if (domain === undefined || name === null) return undefined;
  const vcpu = domain.vcpu;
  const current = typeof vcpu === 'object' && vcpu !== null ? (vcpu as Element)['@_current'] : undefined;
  return {
    uuid: boundedText(textOf(domain.uuid)?.toLowerCase(), 64),
    name,
    vcpus: decimal(typeof current === 'string' ? current : textOf(vcpu)),
    state: status === undefined ? undefined : domainState(status['@_state']),
  };
}

function domainState(state: unknown): Guest['state'] {
  switch (state) {
    case 'running':
    case 'blocked':
    case 'idle':
    case 'shutdown':
      return 'running';
    case 'paused':
    case 'pmsuspended':
      return 'paused';
    case 'shutoff':
    case 'crashed':
      return 'stopped';
    default:
      return 'unknown';
  }
}

function child(element: Element, name: string): Element | undefined {
  const value = element[name];
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Element)
    : undefined;
}

function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  const text = typeof value === 'object' && value !== null ? (value as Element)['#text'] : undefined;
  return typeof text === 'string' ? text : undefined;
}
