import { promisify } from 'node:util';
import { gunzip, gunzipSync } from 'node:zlib';
import { MAX_REPORT_BYTES, SIGNATURE_HEADER } from '@coreledger/shared/wire.ts';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { AppError } from '../../errors.ts';

const gunzipAsync = promisify(gunzip);

/** What is unpacked on the spot: less than a millisecond, where the trips through the thread pool cost more. */
const SMALL_PACKED = 64 * 1024;
const SMALL_UNPACKED = 1024 * 1024;
const GZIP_LEAST_BYTES = 18;
const LEAST_CHUNK = 1024;

/** Bytes that small buffers share. With Node's 64 KiB a packed report would be among them, and could not be given back by itself. */
const POOL_BYTES = 8 * 1024;

/** Makes JSON bodies of this scope arrive as the exact bytes that were signed, decompressed under a bound. */
export function registerSignedBody(scope: FastifyInstance): void {
  Buffer.poolSize = POOL_BYTES;
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser(
    'application/json',
    { parseAs: 'buffer' },
    async (request: FastifyRequest, body: Buffer) => {
      const encoding = request.headers['content-encoding'] ?? 'identity';
      if (encoding === 'identity') return body;
      if (encoding !== 'gzip')
        throw new AppError('bad-request', `content-encoding ${encoding} is not supported: use gzip`);
      try {
        const unpacked =
          unpackSmall(body) ?? (await gunzipAsync(body, { maxOutputLength: MAX_REPORT_BYTES }));
        giveBack(body);
        return unpacked;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') {
          throw new AppError('too-large', `the body unpacks to more than ${MAX_REPORT_BYTES} bytes`);
        }
        throw new AppError('bad-request', 'the body is not valid gzip');
      }
    },
  );
}

/**
 * Gives the memory of a body back at once: nobody reads it any more. Left to V8 it is what makes it mark the whole heap, every few hundred
 * reports, at a quarter of what they cost.
 */
export function giveBack(bytes: Uint8Array): void {
  const { buffer, byteLength } = bytes;
  // Buffers that share their memory with others have less than half of it each.
  if (buffer instanceof ArrayBuffer && byteLength > buffer.byteLength / 2) buffer.transfer(0);
}

/** Undefined for what is or unpacks to more than the event loop should wait for. */
function unpackSmall(body: Buffer): Buffer | undefined {
  if (body.length > SMALL_PACKED) return undefined;
  try {
    return gunzipSync(body, { maxOutputLength: SMALL_UNPACKED, chunkSize: chunkSizeFor(body) });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') return undefined;
    throw error;
  }
}

/** The whole in one chunk where the gzip trailer tells its length truly; what it says is bounded and only a hint. */
function chunkSizeFor(body: Buffer): number {
  const told = body.length < GZIP_LEAST_BYTES ? 0 : body.readUInt32LE(body.length - 4);
  return Math.min(Math.max(told + 1, LEAST_CHUNK), SMALL_UNPACKED);
}

export function signatureOf(request: FastifyRequest): string {
  const signature = request.headers[SIGNATURE_HEADER];
  if (typeof signature === 'string') return signature;
  throw new AppError('unauthenticated', `the ${SIGNATURE_HEADER} header is missing: reports are signed`);
}

export function bytesOf(request: FastifyRequest): Uint8Array {
  if (Buffer.isBuffer(request.body) && request.body.length > 0) return request.body;
  throw new AppError('bad-request', 'the body is empty');
}
