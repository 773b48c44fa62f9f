import { describe, expect, it } from 'vitest';
import { collectSections } from '../../../agent/src/collectors/collect-sections.ts';
import type { Collector } from '../../../agent/src/collectors/collector.ts';
import { localHost } from '../../../agent/src/host/local-host.ts';

const memory: Collector<'memory'> = {
  section: 'memory',
  deadlineMs: 5_000,
  collect: async () => ({
    status: 'present',
    complete: true,
    value: { totalBytes: 1, installedBytes: null },
    sources: [],
    conflicts: [],
  }),
};

describe('collectSections', () => {
  it('has every section, unavailable where nothing collects it', async () => {
    const sections = await collectSections(localHost(), []);
    expect(Object.keys(sections)).toHaveLength(9);
    expect(new Set(Object.values(sections).map((section) => section.status))).toEqual(
      new Set(['unavailable']),
    );
  });

  it('fails the section of a collector that hangs or throws, and keeps the others', async () => {
    const hanging: Collector = { section: 'cpu', deadlineMs: 20, collect: () => new Promise(() => {}) };
    const throwing: Collector = {
      section: 'network',
      deadlineMs: 5_000,
      collect: () => {
        throw new Error('broken');
      },
    };
    const sections = await collectSections(localHost(), [hanging, throwing, memory]);
    expect(sections.cpu).toEqual({ status: 'failed', error: 'deadline: no answer within 20 ms' });
    expect(sections.network).toEqual({ status: 'failed', error: 'broken' });
    expect(sections.memory.status).toBe('present');
  });

  it('shows a collector the sections before it', async () => {
    let seen: string[] = [];
    const watching: Collector = {
      section: 'network',
      deadlineMs: 5_000,
      collect: async (_host, soFar) => {
        seen = Object.keys(soFar);
        return { status: 'unavailable', reason: 'test' };
      },
    };
    await collectSections(localHost(), [memory, watching]);
    expect(seen).toEqual(['memory']);
  });
});
