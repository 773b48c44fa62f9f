import { HOST_REPORT_SCHEMA } from '@coreledger/shared/wire.ts';
import type { ReportContent } from './build-content.ts';
import { canonicalJson } from './canonical-json.ts';
import { sha256 } from './sha256.ts';

/** What a report says of itself. */
export interface ReportHead {
  readonly reportId: string;
  readonly agentId: string | null;
  readonly sequence: number | null;
  readonly previousDigest: string | null;
  readonly observedAt: string;
}

/** The canonical parts of the content, made once: its digest and every report of it are put together from them. */
export interface CanonicalContent {
  readonly agent: string;
  readonly identity: string;
  readonly sections: string;
}

export function canonicalContent(content: ReportContent): CanonicalContent {
  return {
    agent: canonicalJson(content.agent),
    identity: canonicalJson(content.identity),
    sections: canonicalJson(content.sections),
  };
}

/** SHA-256 (hex) of the canonical form of `{agent, identity, sections}`. */
export function contentDigest({ agent, identity, sections }: CanonicalContent): string {
  return sha256(`{"agent":${agent},"identity":${identity},"sections":${sections}}`);
}

/** The report in canonical form: the content goes between the head's members, all by name. */
export function canonicalReport(content: CanonicalContent, head: ReportHead): string {
  const members: Readonly<Record<string, string>> = {
    agent: content.agent,
    agentId: JSON.stringify(head.agentId),
    identity: content.identity,
    observedAt: JSON.stringify(head.observedAt),
    previousDigest: JSON.stringify(head.previousDigest),
    reportId: JSON.stringify(head.reportId),
    schema: JSON.stringify(HOST_REPORT_SCHEMA),
    sections: content.sections,
    sequence: JSON.stringify(head.sequence),
  };
  return `{${Object.entries(members)
    .map(([name, text]) => `"${name}":${text}`)
    .join(',')}}`;
}
