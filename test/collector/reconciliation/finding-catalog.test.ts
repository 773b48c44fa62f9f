import { describe, expect, it } from 'vitest';
import { findingCatalog } from '../../../collector/src/reconciliation/finding-catalog.ts';

describe.each(Object.entries(findingCatalog))('%s', (_kind, text) => {
  it('says what it is, why it may be and what to do', () => {
    expect(text.title.length).toBeGreaterThan(10);
    expect(text.causes.length).toBeGreaterThan(0);
    expect(text.remedy).toMatch(/[A-Z].*\.$/s);
  });
});
