/** Where a statement was read: package row, registry key, file; and when it was last seen (epoch ms). */
export interface EvidenceLink {
  readonly source: string;
  readonly location: string;
  readonly text: string;
  /** null: whenever the host was last heard of. */
  readonly seenAt: number | null;
}

export type Confidence = 'high' | 'medium' | 'low';

/** A product on a host, after recognition. `edition` null: installed, edition unknown. */
export interface Installation {
  readonly product: string;
  readonly edition: string | null;
  readonly version: string | null;
  readonly instance: string | null;
  readonly confidence: Confidence;
  readonly evidence: readonly EvidenceLink[];
}
