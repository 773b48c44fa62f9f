import { expect, it } from 'vitest';
import { loadCatalog } from '../../../collector/src/catalog/load-catalog.ts';
import { lineEvidence, lineState, lineWhy } from '../../../collector/src/cli/line-text.ts';
import { computePositions } from '../../../collector/src/licensing/compute-positions.ts';
import { lineDocument } from '../../../collector/src/services/reports/line-document.ts';
import { AT, installation, license, physicalHost } from '../../support/licensing/build.ts';

const catalog = await loadCatalog();
const SQL = 'microsoft/sql-server';

it('a line says that nothing of it is counted, that it is old, and why an exemption does not hold', () => {
  const standard = installation(SQL, { edition: 'standard' });
  const developer = installation(SQL, { edition: 'developer' });
  const unread = { sockets: null, cores: null, socketCores: null, logicalProcessors: null };
  const hosts = [
    physicalHost('a-known', [8, 8], {
      installations: [standard, { ...standard, instance: 'B' }],
      stale: true,
    }),
    physicalHost('b-unread', [8], { installations: [standard], topology: unread }),
    physicalHost('c-doubtful', [8], { installations: [installation(SQL)] }),
    physicalHost('d-free', [8], { installations: [developer] }),
    physicalHost('e-tagged', [8], {
      installations: [standard],
      tags: { 'coreledger:excluded': 'lab', 'coreledger:excluded-until': '2026-01-01' },
    }),
  ];
  const sql = license('sql', {
    selectors: [{ kind: 'product', product: SQL, editions: ['standard'], versions: null }],
  });
  const report = computePositions({ hosts, licenses: [sql], catalog, at: AT, configurations: [] });
  const lines = (report.positions[0]?.onPremises.lines ?? []).map((one) => lineDocument(one, sql));
  expect(lines.map((one) => [one.hostName, lineState(one), lineWhy(one), lineEvidence(one)])).toEqual([
    ['a-known', 'counted, stale', '2 sockets × 8 cores = 16', '/var/lib/dpkg/status and 1 more'],
    ['b-unread', 'not measurable', expect.stringMatching(/unknown/), '/var/lib/dpkg/status'],
    [
      'c-doubtful',
      'doubtful',
      expect.stringMatching(/^edition unknown; if it counts: /),
      '/var/lib/dpkg/status',
    ],
    ['d-free', 'free', expect.stringMatching(/; Developer: no licence is owed/), '/var/lib/dpkg/status'],
    [
      'e-tagged',
      'counted',
      expect.stringMatching(/; exemption as excluded does not hold: expired$/),
      '/var/lib/dpkg/status',
    ],
  ]);
});
