import { HostReport } from '@coreledger/shared/host-report.ts';
import canonicalize from 'canonicalize';
import { Value } from 'typebox/value';
import { expect, it } from 'vitest';
import { localHost } from '../../../agent/src/host/local-host.ts';
import { buildContent } from '../../../agent/src/report/build-content.ts';
import {
  canonicalContent,
  canonicalReport,
  contentDigest,
} from '../../../agent/src/report/canonical-report.ts';
import { sha256 } from '../../../agent/src/report/sha256.ts';

const agent = { platform: 'linux', architecture: 'x64', privileged: true };
const head = {
  reportId: '00000000-0000-4000-8000-000000000001',
  agentId: '00000000-0000-4000-8000-000000000002',
  sequence: 7,
  previousDigest: 'ab'.repeat(32),
  observedAt: '2026-03-01T00:00:00.000Z',
};

it('puts together what a canonicalizer makes of the whole, and keeps to the wire schema', async () => {
  const content = await buildContent(localHost(), agent);
  const text = canonicalReport(canonicalContent(content), head);
  expect(text).toBe(canonicalize(JSON.parse(text)));
  expect([...Value.Errors(HostReport, JSON.parse(text))]).toEqual([]);
  expect(contentDigest(canonicalContent(content))).toBe(sha256(canonicalize(content) ?? ''));
});
