import { UNCHANGED_NOTICE_SCHEMA, UnchangedNotice } from '@coreledger/shared/unchanged-notice.ts';
import { Compile } from 'typebox/compile';
import { AppError } from '../errors.ts';
import type { AgentStore, Signer } from '../ports/agent-store.ts';
import type { Clock } from '../ports/clock.ts';
import type { Acceptance, ReportStore, SignedReport } from '../ports/report-store.ts';
import type { Signatures } from '../ports/signatures.ts';
import { contentPartsOf } from './content-parts.ts';
import { createKnownRows } from './known-rows.ts';
import { parseReport } from './parse-report.ts';
import { parseSignedBody } from './parse-signed-body.ts';
import { createQuota } from './quota.ts';

const unchangedNotice = Compile(UnchangedNotice);

export interface Receipt {
  readonly reportId: string;
  readonly digest: string;
  readonly duplicate: boolean;
}

export interface IngestReport {
  /** Verifies, validates and durably stores a signed report. Throws AppError; then nothing was stored. */
  report(bytes: Uint8Array, signature: string): Promise<Receipt>;
  notice(bytes: Uint8Array, signature: string): Promise<Receipt>;
}

export function createIngestReport(parts: {
  agents: AgentStore;
  reports: ReportStore;
  signatures: Signatures;
  clock: Clock;
}): IngestReport {
  const { agents, reports, signatures, clock } = parts;
  // Only verified senders are charged, so nobody uses up another's. The burst is a spool that waited out a long outage.
  const perAgent = createQuota({
    burst: 200,
    perSecond: 1,
    refusal: 'this agent sends more than is sensible: check its schedule',
  });

  const knownRows = createKnownRows();

  async function signer(bytes: Uint8Array, signature: string): Promise<Signer> {
    const agent = await agents.signerOf(signatures.keyIdOf(signature));
    if (agent === undefined) {
      throw new AppError(
        'unauthenticated',
        'no agent is enrolled with this key: run `coreledger-agent enroll`',
      );
    }
    await signatures.verify(signature, bytes, agent.publicKey);
    if (agent.status === 'revoked')
      throw new AppError('forbidden', 'this agent key was revoked: enrol the host again');
    perAgent.charge(agent.agentId, clock.now());
    return agent;
  }

  return {
    async report(bytes, signature) {
      const agent = await signer(bytes, signature);
      const report = parseReport(bytes, knownRows);
      if (report.agentId !== agent.agentId || report.sequence === null) {
        throw new AppError(
          'invalid-report',
          'a delivered report carries the agentId of its signer and a sequence',
        );
      }
      checkInstant(report.observedAt);
      const digest = signatures.sha256(bytes);
      const contentDigest = signatures.sha256(...contentPartsOf(bytes));
      const acceptance = await reports.addReport({
        report: report as SignedReport['report'],
        bytes,
        digest,
        contentDigest,
        signature,
        receivedAt: clock.now(),
      });
      return receipt(report.reportId, digest, acceptance);
    },
    async notice(bytes, signature) {
      const agent = await signer(bytes, signature);
      const notice = parseSignedBody<UnchangedNotice>(bytes, unchangedNotice, UNCHANGED_NOTICE_SCHEMA);
      if (notice.agentId !== agent.agentId)
        throw new AppError('invalid-report', 'the agentId is not the signer’s');
      checkInstant(notice.observedAt);
      const digest = signatures.sha256(bytes);
      const acceptance = await reports.addNotice({ notice, digest, signature, receivedAt: clock.now() });
      return receipt(notice.reportId, digest, acceptance);
    },
  };
}

/** The schema bounds the form of an instant, not its calendar: the 45th of a 13th month has it too. */
function checkInstant(text: string): void {
  if (Number.isNaN(Date.parse(text)))
    throw new AppError('invalid-report', 'the body does not follow its schema', {
      errors: [{ path: '/observedAt', message: 'must be an instant of the calendar' }],
    });
}

function receipt(reportId: string, digest: string, acceptance: Acceptance): Receipt {
  switch (acceptance.outcome) {
    case 'stored':
      return { reportId, digest, duplicate: false };
    case 'duplicate':
      return { reportId, digest, duplicate: true };
    case 'replayed':
      throw new AppError(
        'replayed',
        `a message with this or a later sequence was already received (last: ${acceptance.lastSequence})`,
        { lastSequence: acceptance.lastSequence },
      );
    case 'content-unknown':
      throw new AppError(
        'content-unknown',
        'the announced content is not the one stored last: send the full report',
      );
  }
}
