import { EnrollmentResponse } from '@coreledger/shared/enrollment.ts';
import {
  AGENT_KEY_PATH,
  ENROLLMENT_PATH,
  MAX_REPORT_BYTES_COMPRESSED,
  REPORT_PATH,
  UNCHANGED_PATH,
} from '@coreledger/shared/wire.ts';
import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { AppError } from '../../errors.ts';
import { bearerOf } from '../plugins/authentication.ts';
import { bytesOf, giveBack, registerSignedBody, signatureOf } from '../plugins/signed-body.ts';
import { answers } from '../schemas.ts';
import type { Services } from '../services.ts';

const Receipt = Type.Object({
  reportId: Type.String(),
  digest: Type.String({ description: 'SHA-256 of the signed bytes' }),
  duplicate: Type.Boolean({ description: 'True where this very message was stored before' }),
});
const SignatureHeader = Type.Object({
  'coreledger-signature': Type.Optional(
    Type.String({ description: 'Detached JWS (EdDSA) over the exact body' }),
  ),
});
/** The headers that tell browsers what not to do are a twentieth of what a notice costs. */
const NO_BROWSER = false;
const AGENT_SECURITY = [{ agentSignature: [] as string[] }];

/** What agents call. Bodies are canonical JSON, signed by the agent's key. */
export async function agentMessageRoutes(
  app: FastifyInstance,
  { ingest, enrollment, keyRotation }: Services,
): Promise<void> {
  registerSignedBody(app);

  app.post(
    ENROLLMENT_PATH,
    {
      bodyLimit: 64 * 1024,
      schema: {
        tags: ['agents'],
        summary: 'Enrol a host by join token',
        description:
          'Authorization: Bearer <secret of the join token>; the body is signed by the key that is enrolled.',
        headers: SignatureHeader,
        response: answers({ 200: EnrollmentResponse, 201: EnrollmentResponse }, 409, 413),
      },
    },
    async (request, reply) => {
      const secret = bearerOf(request);
      if (secret === '') throw new AppError('unauthenticated', 'send the secret of a join token as bearer');
      const { created, ...response } = await enrollment.enroll({
        bytes: bytesOf(request),
        signature: signatureOf(request),
        secret,
        address: request.ip,
      });
      return reply.code(created ? 201 : 200).send(response);
    },
  );

  app.post(
    REPORT_PATH,
    {
      bodyLimit: MAX_REPORT_BYTES_COMPRESSED,
      helmet: NO_BROWSER,
      schema: {
        tags: ['agents'],
        summary: 'Deliver a signed host report',
        description:
          'Answers 202 only when the report is on disk. The same report again is a duplicate, not an error.',
        headers: SignatureHeader,
        security: AGENT_SECURITY,
        response: answers({ 202: Receipt }, 409, 413, 422),
      },
    },
    async (request, reply) => {
      const bytes = bytesOf(request);
      try {
        return reply.code(202).send(await ingest.report(bytes, signatureOf(request)));
      } finally {
        giveBack(bytes);
      }
    },
  );

  app.post(
    UNCHANGED_PATH,
    {
      bodyLimit: 16 * 1024,
      helmet: NO_BROWSER,
      schema: {
        tags: ['agents'],
        summary: 'Announce that a scan found the same as the last report',
        description: '409 `content-unknown` asks for the full report.',
        headers: SignatureHeader,
        security: AGENT_SECURITY,
        response: answers({ 202: Receipt }, 409, 413, 422),
      },
    },
    async (request, reply) =>
      reply.code(202).send(await ingest.notice(bytesOf(request), signatureOf(request))),
  );

  app.post(
    AGENT_KEY_PATH,
    {
      bodyLimit: 16 * 1024,
      config: { rateLimit: { max: 30, timeWindow: '1 minute' } },
      schema: {
        tags: ['agents'],
        summary: 'Replace the agent key by a new one',
        description:
          'Signed by the key in use; the body carries the new key and its own signature. Again with the same new key is no error.',
        headers: SignatureHeader,
        security: AGENT_SECURITY,
        response: answers({ 200: EnrollmentResponse }, 409, 413),
      },
    },
    async (request) => keyRotation.rotate(bytesOf(request), signatureOf(request)),
  );
}
