import type { EditionEvidence } from '@coreledger/shared/edition-evidence.ts';
import type { PresentSection, SourceOutcome } from '@coreledger/shared/section.ts';
import { describe, expect, it } from 'vitest';
import { carryEditionsForward } from '../../../collector/src/reconciliation/carry-forward.ts';

function found(detector: string, instance: string, edition: string | null): EditionEvidence {
  const location = `/${detector}/${instance}`;
  return {
    detector,
    product: detector,
    edition,
    version: null,
    instance,
    location,
    confidence: 'high',
    evidence: [{ location, detail: null }],
    attributes: {},
  };
}

function section(
  value: EditionEvidence[],
  statuses: Readonly<Record<string, SourceOutcome['status']>>,
): PresentSection<EditionEvidence[]> {
  const sources = Object.entries(statuses).map(([name, status]) => ({ name, status, detail: null }));
  const complete = sources.every(({ status }) => status === 'read' || status === 'absent');
  return { status: 'present', complete, value, sources, conflicts: [] };
}

const KNOWN = section(
  [found('sql', 'A', 'Enterprise'), found('sql', 'B', 'Standard'), found('java', 'jdk', null)],
  { sql: 'read', java: 'read' },
);

describe('editions after a read in part', () => {
  it('a complete read replaces what was known', () => {
    const now = section([found('sql', 'A', 'Standard')], { sql: 'read', java: 'absent' });
    expect(carryEditionsForward(KNOWN, now)).toBe(now);
  });

  it('a detector that was answered takes away and changes, beside another that was not', () => {
    const now = section([found('sql', 'A', 'Standard')], { sql: 'read', java: 'unavailable' });
    expect(carryEditionsForward(KNOWN, now).value).toEqual([
      found('sql', 'A', 'Standard'),
      found('java', 'jdk', null),
    ]);
  });

  it('an instance whose edition could not be read keeps the one it had, once; what was found changes', () => {
    const now = section([found('sql', 'A', null), found('sql', 'C', 'Web')], {
      sql: 'unavailable',
      java: 'absent',
    });
    expect(carryEditionsForward(KNOWN, now).value).toEqual([
      found('sql', 'A', 'Enterprise'),
      found('sql', 'C', 'Web'),
      found('sql', 'B', 'Standard'),
    ]);
  });

  it('an edition that was never known stays unknown', () => {
    const now = section([found('sql', 'D', null)], { sql: 'failed' });
    expect(carryEditionsForward(KNOWN, now).value).toContainEqual(found('sql', 'D', null));
  });
});
