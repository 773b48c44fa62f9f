import { type Static, Type } from 'typebox';
import { Instant, Sha256, Uuid } from './host-report.ts';
import { Nullable } from './nullable.ts';
import { UNCHANGED_NOTICE_SCHEMA } from './wire.ts';

export { UNCHANGED_NOTICE_SCHEMA };

/**
 * "I scanned again and found the same." Sent, signed, in place of a report whose content digest is the one the
 * collector acknowledged last. Content digest: SHA-256 of the canonical form of `{agent, identity, sections}`.
 */
export const UnchangedNotice = Type.Object(
  {
    schema: Type.Literal(UNCHANGED_NOTICE_SCHEMA),
    reportId: Uuid,
    agentId: Uuid,
    sequence: Type.Integer({ minimum: 1, maximum: 9_007_199_254_740_991 }),
    previousDigest: Nullable(Sha256),
    observedAt: Instant,
    contentDigest: Sha256,
  },
  { additionalProperties: false },
);
export type UnchangedNotice = Static<typeof UnchangedNotice>;
