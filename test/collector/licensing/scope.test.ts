import { describe, expect, it } from 'vitest';
import { EVERYWHERE, type HostGroup, inScope, isInGroup } from '../../../collector/src/licensing/scope.ts';
import { physicalHost } from '../../support/licensing/build.ts';

function group(change: Partial<HostGroup>): HostGroup {
  return { id: 'g', hosts: [], names: [], tags: null, ...change };
}

describe('a group', () => {
  const host = { ...physicalHost('h-1', [8], { tags: { site: 'berlin' } }), name: 'DB-01.berlin.example' };

  it.each([
    ['*', true],
    ['db-01.berlin.example', true],
    ['db-*', true],
    ['*.berlin.example', true],
    ['db-*.berlin.*', true],
    ['*berlin*', true],
    ['db-01', false],
    ['*.bonn.example', false],
    // The parts may not overlap.
    ['db-01.berlin.example*example', false],
    ['db.*', false],
  ])('by the pattern %s: %s', (pattern, expected) => {
    expect(isInGroup(host, group({ names: [pattern] }))).toBe(expected);
  });

  it('by name, id or tag, whichever fits', () => {
    expect(isInGroup(host, group({ hosts: ['h-1'] }))).toBe(true);
    expect(isInGroup(host, group({ hosts: ['DB-01.berlin.example'], names: ['web-*'] }))).toBe(true);
    expect(isInGroup(host, group({ tags: { site: ['berlin', 'bonn'] } }))).toBe(true);
    expect(isInGroup(host, group({ hosts: ['other'], names: ['web-*'], tags: { site: ['bonn'] } }))).toBe(
      false,
    );
  });

  it('bounds where a license may be spent, together with the rest of the scope', () => {
    const groups = [group({ names: ['db-*'] }), group({ names: ['web-*'] })];
    expect(inScope(host, { ...EVERYWHERE, groups })).toBe(true);
    expect(inScope({ ...host, name: 'app-1' }, { ...EVERYWHERE, groups })).toBe(false);
    expect(inScope(host, { ...EVERYWHERE, groups, excludedTags: { site: [] } })).toBe(false);
  });
});
