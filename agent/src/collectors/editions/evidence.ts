import type { EditionEvidence } from '@coreledger/shared/edition-evidence.ts';
import { boundedText } from '../text.ts';

interface Finding {
  readonly product: string;
  readonly edition?: string | null | undefined;
  readonly version?: string | null | undefined;
  readonly instance?: string | null | undefined;
  readonly location: string;
  readonly confidence: EditionEvidence['confidence'];
  /** Where it was read and what it said; those without a text stand for the file alone. */
  readonly evidence: readonly (readonly [location: string, detail?: string | null])[];
  readonly attributes?: Readonly<Record<string, string | null | undefined>>;
}

/** Evidence fit for the wire: texts bounded, attributes that are not known left out. */
export function evidenceOf(detector: string, finding: Finding): EditionEvidence {
  const attributes = Object.entries(finding.attributes ?? {}).flatMap(([name, value]) => {
    const text = boundedText(value, 512);
    return text === null ? [] : [[name, text] as const];
  });
  return {
    detector,
    product: boundedText(finding.product, 256) ?? detector,
    edition: boundedText(finding.edition, 256),
    version: boundedText(finding.version, 128),
    instance: boundedText(finding.instance, 256),
    location: boundedText(finding.location, 1024) ?? detector,
    confidence: finding.confidence,
    evidence: finding.evidence.slice(0, 16).map(([location, detail]) => ({
      location: boundedText(location, 1024) ?? detector,
      detail: boundedText(detail, 1024),
    })),
    attributes: Object.fromEntries(attributes),
  };
}
