import type { Confidence, EvidenceLink, Installation } from '../installation.ts';
import type { Recognition } from './recognizer.ts';

/** A rule's verdict on one host: what was recognized, and where it stands. */
export interface RecognizedEvidence {
  readonly recognition: Recognition;
  readonly instance: string | null;
  readonly evidence: EvidenceLink;
}

const CONFIDENCES: readonly Confidence[] = ['low', 'medium', 'high'];

/**
 * The installations of one host. Evidence of one product, edition, instance and version is one installation. A row that
 * names no edition supports the installations of the same main version whose edition is known, and stands alone otherwise.
 */
export function assembleInstallations(found: readonly RecognizedEvidence[]): readonly Installation[] {
  if (found.length === 0) return [];
  const groups = new Map<string, RecognizedEvidence[]>();
  for (const one of found) {
    const { product, edition, version } = one.recognition;
    const key = JSON.stringify([
      product,
      edition,
      one.instance,
      one.instance === null ? mainVersion(version) : version,
    ]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [one]);
    else group.push(one);
  }
  const all = [...groups.values()].map(toInstallation);
  const known = all.filter((one) => one.edition !== null);
  const vague = all.filter((one) => one.edition === null);
  const alone = vague.filter((one) => !known.some((other) => supports(one, other)));
  return [
    ...known.map((one) =>
      withEvidence(
        one,
        vague.filter((other) => supports(other, one)),
      ),
    ),
    ...alone,
  ].toSorted(byIdentity);
}

function supports(vague: Installation, known: Installation): boolean {
  const [a, b] = [mainVersion(vague.version), mainVersion(known.version)];
  return (
    vague.product === known.product &&
    (vague.instance === null || known.instance === null || vague.instance === known.instance) &&
    (a === null || b === null || a === b)
  );
}

function toInstallation(group: readonly RecognizedEvidence[]): Installation {
  const best = group.toSorted((a, b) => rank(b) - rank(a))[0] as RecognizedEvidence;
  const { product, edition, version, confidence } = best.recognition;
  const evidence = group.map((one) => one.evidence).toSorted(byLocation);
  return { product, edition, version, instance: best.instance, confidence, evidence };
}

function rank(one: RecognizedEvidence): number {
  return CONFIDENCES.indexOf(one.recognition.confidence);
}

function withEvidence(one: Installation, supporters: readonly Installation[]): Installation {
  if (supporters.length === 0) return one;
  return { ...one, evidence: [...one.evidence, ...supporters.flatMap((other) => other.evidence)] };
}

/** `15` of `15.0.4236.7`; an rpm or deb epoch is no part of it. */
export function mainVersion(version: string | null): string | null {
  return version === null ? null : (/^(?:\d+:)?(\d+)/.exec(version)?.[1] ?? null);
}

function byIdentity(a: Installation, b: Installation): number {
  const [x, y] = [a, b].map((one) =>
    [one.product, one.instance ?? '', one.edition ?? '', one.version ?? ''].join('\u0000'),
  ) as [string, string];
  return x < y ? -1 : Number(x > y);
}

function byLocation(a: EvidenceLink, b: EvidenceLink): number {
  const [x, y] = [
    `${a.source}\u0000${a.location}\u0000${a.text}`,
    `${b.source}\u0000${b.location}\u0000${b.text}`,
  ];
  return x < y ? -1 : Number(x > y);
}
