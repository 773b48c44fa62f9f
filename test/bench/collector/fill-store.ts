import { createHash, randomUUID } from 'node:crypto';
import type { Stores } from '../../../collector/src/ports/stores.ts';
import { ENTRY } from '../../support/collector/audit-entry.ts';
import { addBenchToken } from './add-bench-token.ts';
import { createLargeFleet } from './large-fleet.ts';

const BATCH = 200;

/** Puts hosts with one report each straight into the stores, as ingest would after TLS, signature and validation. */
export async function fillStore(
  stores: Stores,
  { hosts, from = 0, at }: { hosts: number; from?: number; at: number },
): Promise<void> {
  const reportOf = createLargeFleet();
  const tokenId = randomUUID();
  await addBenchToken(stores, { tokenId, hosts, at });

  async function add(no: number): Promise<void> {
    const { agentId, ...rest } = reportOf(no, at);
    if (agentId === null) throw new Error('a stored report has an agent');
    const report = { ...rest, agentId, sequence: 1 };
    const kid = createHash('sha256').update(agentId).digest('base64url');
    await stores.agents.enroll(
      {
        agentId,
        hostId: randomUUID(),
        kid,
        publicKey: kid,
        status: 'active',
        claim: null,
        identity: report.identity,
        version: report.agent.version,
        at,
        tokenId,
      },
      ENTRY,
    );
    const digest = createHash('sha256').update(report.reportId).digest('hex');
    // The bytes are kept only of reports that cannot be rebuilt; these can.
    const [bytes, signature] = [Buffer.alloc(0), `${'x'.repeat(80)}..${'x'.repeat(86)}`];
    await stores.reports.addReport({
      report,
      digest,
      signature,
      receivedAt: at,
      contentDigest: digest,
      bytes,
    });
  }

  for (let no = from; no < from + hosts; no += BATCH)
    await Promise.all(
      Array.from({ length: Math.min(BATCH, from + hosts - no) }, (_, index) => add(no + index)),
    );
}
