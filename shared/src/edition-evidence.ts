import { type Static, Type } from 'typebox';
import { NullableText } from './nullable.ts';

/** Where a statement was read: a file path or a registry key, and what it said there. */
export const EvidenceLocation = Type.Object(
  { location: Type.String({ maxLength: 1024 }), detail: NullableText(1024) },
  { additionalProperties: false },
);
export type EvidenceLocation = Static<typeof EvidenceLocation>;

/**
 * What a detector found of a product that package rows cannot tell: its edition, instance, channel. Texts are the
 * vendor's own, unjudged; the collector gives them meaning. Never holds a key, credential, user name or command line.
 */
export const EditionEvidence = Type.Object(
  {
    /** sql-server, windows-server, oracle-database, java, weblogic, db2, ibm-mq, ibm-installation-manager, rhel-subscription, suse-subscription, … */
    detector: Type.String({ maxLength: 64 }),
    /** The product as its vendor names it: `Microsoft SQL Server`, `Oracle Database`. */
    product: Type.String({ minLength: 1, maxLength: 256 }),
    edition: NullableText(256),
    version: NullableText(128),
    instance: NullableText(256),
    /** Home directory or registry key of this installation. */
    location: Type.String({ maxLength: 1024 }),
    confidence: Type.Union([Type.Literal('high'), Type.Literal('medium'), Type.Literal('low')]),
    evidence: Type.Array(EvidenceLocation, { minItems: 1, maxItems: 16 }),
    /** Further facts by name, e.g. `clustered: yes`, `vendor: Oracle Corporation`. */
    attributes: Type.Record(
      Type.String({ pattern: '^[a-zA-Z][a-zA-Z0-9]{0,63}$' }),
      Type.String({ maxLength: 512 }),
      {
        maxProperties: 32,
      },
    ),
  },
  { additionalProperties: false },
);
export type EditionEvidence = Static<typeof EditionEvidence>;

export const Editions = Type.Array(EditionEvidence, { maxItems: 5_000 });
export type Editions = Static<typeof Editions>;
