import { randomUUID } from 'node:crypto';
import type { Problem } from '@coreledger/shared/problem.ts';
import { LAST_SEQUENCE_HEADER } from '@coreledger/shared/wire.ts';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { AppError, type ErrorCode } from '../../errors.ts';

/** The one place where a code becomes a status. */
const statuses: Record<ErrorCode, readonly [number, string]> = {
  'bad-request': [400, 'The request is not valid'],
  'invalid-report': [400, 'The report is not valid'],
  'unsupported-schema': [422, 'The schema is not supported'],
  'too-large': [413, 'The body is too large'],
  unauthenticated: [401, 'Who calls is not known'],
  'bad-signature': [401, 'The signature is not valid'],
  forbidden: [403, 'The caller may not do this'],
  'not-found': [404, 'There is no such thing'],
  conflict: [409, 'The state does not allow this'],
  replayed: [409, 'The message was received before'],
  'content-unknown': [409, 'The content is not known'],
  'rate-limited': [429, 'Too many requests'],
  overloaded: [503, 'The collector is busy'],
  'storage-unavailable': [503, 'The store cannot be written'],
  'invalid-config': [500, 'The configuration is not valid'],
  'aws-unavailable': [502, 'AWS did not answer'],
  'aws-denied': [502, 'AWS denied the call'],
  unsupported: [501, 'This is not supported'],
  internal: [500, 'The collector failed'],
};

export function problemOf(error: AppError): Problem {
  const [status, title] = statuses[error.code];
  return {
    type: `urn:coreledger:problem:${error.code}`,
    title,
    status,
    detail: error.message,
    code: error.code,
    ...(error.errors.length > 0 ? { errors: [...error.errors] } : {}),
  };
}

/** Turns every error into problem+json. A 5xx body carries an id; the log carries the same id and the cause. */
export function registerProblems(app: FastifyInstance): void {
  app.setErrorHandler((error: FastifyError | AppError, request, reply) => {
    const known = error instanceof AppError ? error : fromFastify(error);
    const problem = problemOf(known);
    if (problem.status >= 500) {
      problem.id = randomUUID();
      request.log.error({ problemId: problem.id, code: known.code, err: error }, 'request failed');
      if (known.code === 'internal') problem.detail = `see the collector's log for ${problem.id}`;
    }
    if (known.retryAfterSeconds !== undefined) reply.header('retry-after', jittered(known.retryAfterSeconds));
    if (known.lastSequence !== undefined) reply.header(LAST_SEQUENCE_HEADER, String(known.lastSequence));
    return send(reply, problem);
  });
  app.setNotFoundHandler((request: FastifyRequest, reply) =>
    send(
      reply,
      problemOf(
        new AppError('not-found', `no route ${request.method} ${request.url.split('?')[0]?.slice(0, 200)}`),
      ),
    ),
  );
}

function send(reply: FastifyReply, problem: Problem): FastifyReply {
  return reply
    .code(problem.status)
    .type('application/problem+json')
    .serializer((body: unknown) => JSON.stringify(body))
    .send(problem);
}

/** A fleet that was told "in 30 s" must not come back in the same second. */
function jittered(seconds: number): number {
  return Math.ceil(seconds * (1 + Math.random()));
}

function fromFastify(error: FastifyError): AppError {
  if (error.validation !== undefined) {
    const errors = error.validation.map(({ instancePath, message = 'is not valid', params }) =>
      typeof params.additionalProperty === 'string'
        ? { path: `${instancePath}/${params.additionalProperty}`, message: 'is not known here' }
        : { path: instancePath || '/', message },
    );
    return new AppError('bad-request', `${error.validationContext ?? 'request'} is not valid`, { errors });
  }
  switch (error.statusCode) {
    case 413:
      return new AppError('too-large', error.message);
    case 429:
      return new AppError('rate-limited', error.message, { retryAfterSeconds: 30 });
    case 503:
      return new AppError('overloaded', error.message, { retryAfterSeconds: 10 });
    default:
      return error.statusCode !== undefined && error.statusCode >= 400 && error.statusCode < 500
        ? new AppError('bad-request', error.message)
        : new AppError('internal', error.message, { cause: error });
  }
}
