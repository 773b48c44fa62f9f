import type { LineDocument } from '../services/reports/documents.ts';

/** Nothing is counted of a line whose quantity nobody knows yet, and what counts may rest on an old report. */
export function lineState({ state, quantity, stale }: LineDocument): string {
  const said = state === 'counted' && quantity === null ? 'not measurable' : state;
  return stale ? `${said}, stale` : said;
}

/** The derivation, what its edition asks to be known, and why an exemption that was claimed does not hold. */
export function lineWhy({ derivation, exemption, notes }: LineDocument): string {
  const vain =
    exemption === null || exemption.applied
      ? []
      : [`exemption as ${exemption.kind} does not hold: ${exemption.problem ?? 'it is not granted'}`];
  return [derivation.line, ...vain, ...notes].join('; ');
}

/** Where the first piece of evidence is, and how many pieces there are beside it. */
export function lineEvidence({ installations }: LineDocument): string {
  const [first, ...others] = installations.flatMap(({ evidence }) => evidence);
  if (first === undefined) return '';
  return others.length === 0 ? first.location : `${first.location} and ${others.length} more`;
}
