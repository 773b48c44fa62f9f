import { randomUUID } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import Fastify, { type FastifyInstance, type FastifyReply } from 'fastify';
import { authorize, type IamPolicy } from './authorize.ts';
import { type Caller, identifyCaller } from './caller.ts';
import { discover } from './discover.ts';
import { type Fault, type FaultKind, faultPlan } from './faults.ts';
import { type Fleet, parseFleet } from './fleet.ts';
import { misshapen } from './misshapen.ts';
import type { WireInput } from './operation.ts';
import { operations } from './operations/registry.ts';
import { parseQuery, queryAnswer, queryError } from './query-protocol.ts';
import { type Registration, registerInstance } from './register-instance.ts';
import { seedState } from './seed-state.ts';
import { ServiceError } from './service-error.ts';
import { type DoubleState, emptyRegion } from './state.ts';

export interface AwsDoubleOptions {
  readonly fleet: Fleet | string;
  readonly port?: number;
  /** Largest page the double gives, whatever is asked for. */
  readonly pageLimit?: number;
  /** Epoch milliseconds. */
  readonly now?: () => number;
  /** The policy of a caller; all is allowed where there is none. */
  readonly policyOf?: (caller: Caller) => IamPolicy | undefined;
  /** Sees every call that reached an operation or met a fault, as on the wire. */
  readonly onExchange?: (exchange: Exchange) => void;
}

export interface Exchange extends Pick<Caller, 'service' | 'account' | 'region'> {
  readonly operation: string;
  readonly input: unknown;
  /** The answer, or the error's type. */
  readonly output: unknown;
  readonly error: string | undefined;
}

export interface AwsDouble {
  readonly url: string;
  readonly state: DoubleState;
  readonly calls: readonly Exchange[];
  addFault(fault: Fault): void;
  clearFaults(): void;
  forgetCalls(): void;
  register(registration: Registration): string;
  /** One run of License Manager's automated discovery, in every account. */
  discover(): void;
  close(): Promise<void>;
}

interface Call {
  readonly operation: string;
  readonly input: WireInput;
  readonly query: boolean;
}

/** Starts the double on localhost; resolves once it listens. Sessions and state live as long as it runs. */
export async function startAwsDouble(options: AwsDoubleOptions): Promise<AwsDouble> {
  const { now = Date.now, pageLimit = Number.MAX_SAFE_INTEGER } = options;
  const fleet = typeof options.fleet === 'string' ? parseFleet(options.fleet) : options.fleet;
  const state = seedState(fleet, now());
  const faults = faultPlan();
  const calls: Exchange[] = [];
  const app = Fastify({ bodyLimit: 20 * 1024 * 1024, forceCloseConnections: true });
  // The SDK compresses what it sends to CloudWatch.
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (request, body, done) => {
    const bytes = body as Buffer;
    done(null, (request.headers['content-encoding'] === 'gzip' ? gunzipSync(bytes) : bytes).toString());
  });
  app.removeContentTypeParser('application/json');

  app.post('/', (request, reply) => {
    const call = readCall(request.headers['x-amz-target'], String(request.body ?? ''));
    const requestId = randomUUID();
    reply.header('x-amzn-requestid', requestId);
    let caller: Caller | undefined;
    let output: Record<string, unknown> = {};
    let failure: ServiceError | undefined;
    let kind: FaultKind | undefined;
    try {
      caller = identifyCaller(state, request.headers.authorization, now());
      kind = faults.take({ ...caller, operation: call.operation });
      output = answer(caller, call, kind);
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      failure = error;
    }
    if (caller !== undefined) {
      const { service, account, region } = caller;
      const exchange = { service, account, region, operation: call.operation, input: call.input };
      const seen = { ...exchange, output: failure === undefined ? output : undefined, error: failure?.type };
      calls.push(seen);
      options.onExchange?.(seen);
    }
    if (kind === 'silence' || kind === 'stall') {
      if (kind === 'stall') reply.raw.writeHead(200, { 'content-length': 1000 }).write('{"Instance');
      return reply.hijack();
    }
    if (kind === 'hang-up') {
      request.raw.socket.destroy();
      return reply.hijack();
    }
    return failure === undefined
      ? sendAnswer(reply, call, output, requestId, kind)
      : sendError(reply, call, failure, requestId);
  });
  addControl(app);
  const url = await app.listen({ port: options.port ?? 0, host: '127.0.0.1' });

  function answer(caller: Caller, call: Call, kind: FaultKind | undefined): Record<string, unknown> {
    const run = operations[caller.service][call.operation];
    if (run === undefined)
      throw new ServiceError('UnknownOperationException', `${call.operation} is unknown`);
    throwFault(kind, caller, call.operation);
    const policy = options.policyOf?.(caller);
    if (policy !== undefined) authorize(policy, caller, call.operation, call.input);
    const account = state.accounts.get(caller.account);
    let region = account?.regions.get(caller.region);
    if (region === undefined) {
      region = emptyRegion();
      account?.regions.set(caller.region, region);
    }
    // An empty page that has a token is allowed by the API.
    const limit = kind === 'empty-page' ? 0 : pageLimit;
    // The token that comes again is none that was ever given: the page behind it is the first.
    const { NextToken: _, ...firstPage } = call.input;
    const input = kind === 'repeat-token' ? firstPage : call.input;
    const output = run({ state, region, caller, now: now(), pageLimit: limit }, input);
    return kind === 'repeat-token'
      ? { ...output, NextToken: call.input.NextToken || output.NextToken }
      : output;
  }

  function addControl(server: FastifyInstance): void {
    server.post('/_double/faults', (request) => {
      faults.add(JSON.parse(String(request.body)));
      return {};
    });
    server.delete('/_double/faults', () => {
      faults.clear();
      return {};
    });
    server.get('/_double/calls', () => calls);
    server.post('/_double/register', (request) => ({
      instanceId: registerInstance(state, JSON.parse(String(request.body)), now()),
    }));
    server.post('/_double/discover', () => {
      discover(state, now());
      return {};
    });
  }

  return {
    url,
    state,
    calls,
    addFault: (fault) => faults.add(fault),
    clearFaults: () => faults.clear(),
    forgetCalls: () => void calls.splice(0),
    register: (registration) => registerInstance(state, registration, now()),
    discover: () => discover(state, now()),
    close: () => app.close(),
  };
}

function readCall(target: string | string[] | undefined, body: string): Call {
  if (typeof target === 'string') {
    const operation = target.slice(target.lastIndexOf('.') + 1);
    return { operation, input: body === '' ? {} : JSON.parse(body), query: false };
  }
  const { action, input } = parseQuery(body);
  return { operation: action, input, query: true };
}

function throwFault(kind: FaultKind | undefined, { service, arn }: Caller, operation: string): void {
  const license = service === 'license-manager';
  switch (kind) {
    case 'throttle':
    case 'throttle-429':
      throw new ServiceError(
        license ? 'RateLimitExceededException' : 'ThrottlingException',
        'Rate exceeded',
        kind === 'throttle-429' ? 429 : 400,
      );
    case 'server-error':
      throw new ServiceError(
        license ? 'ServerInternalException' : 'InternalServerError',
        'Internal failure',
        500,
      );
    case 'access-denied':
      throw new ServiceError(
        'AccessDeniedException',
        `User: ${arn} is not authorized to perform: ${service}:${operation}`,
      );
    case 'not-authorized':
      throw new ServiceError(
        license ? 'AuthorizationException' : 'AccessDeniedException',
        `User: ${arn} is not authorized to perform: ${service}:${operation}`,
        license ? 403 : 400,
      );
    case 'expired-token':
      throw new ServiceError(
        'ExpiredTokenException',
        'The security token included in the request is expired',
      );
    case 'truncate':
    case 'hang-up':
    case 'empty-page':
    case 'repeat-token':
    case 'no-members':
    case 'nameless-items':
    case 'wrong-types':
    case 'html':
    case 'silence':
    case 'stall':
    case undefined:
      return;
  }
}

function sendAnswer(
  reply: FastifyReply,
  call: Call,
  output: Record<string, unknown>,
  requestId: string,
  kind: FaultKind | undefined,
): FastifyReply {
  const shown = call.query ? output : misshapen(output, kind);
  const whole = call.query ? queryAnswer(call.operation, shown, requestId) : JSON.stringify(shown);
  if (kind === 'html') return reply.type('text/html').send('<html><body>Sign in to the proxy</body></html>');
  const text = kind === 'truncate' ? whole.slice(0, Math.max(1, Math.floor(whole.length / 2))) : whole;
  return reply.type(call.query ? 'text/xml' : 'application/x-amz-json-1.1').send(text);
}

function sendError(reply: FastifyReply, call: Call, error: ServiceError, requestId: string): FastifyReply {
  reply.status(error.status);
  if (call.query) return reply.type('text/xml').send(queryError(error.type, error.message, requestId));
  const document = { __type: error.type, message: error.message, ...error.members };
  return reply.type('application/x-amz-json-1.1').send(JSON.stringify(document));
}
