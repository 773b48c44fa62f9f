import { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** Whether the caller asked for CSV, by `format` or by Accept. */
export function wantsCsv(request: FastifyRequest, format: 'json' | 'csv' | undefined): boolean {
  return format === undefined ? (request.headers.accept ?? '').startsWith('text/csv') : format === 'csv';
}

export function sendCsv(reply: FastifyReply, name: string, csv: string): FastifyReply {
  return reply
    .type('text/csv; charset=utf-8')
    .header('content-disposition', `attachment; filename="${name.replace(/[^\w.-]+/g, '-')}.csv"`)
    .serializer((body: unknown) => body as string)
    .send(csv);
}

/** As it is made: a fault before the first text is answered as such, one after it breaks the transfer off. */
export async function streamCsv(
  reply: FastifyReply,
  name: string,
  texts: AsyncGenerator<string>,
): Promise<FastifyReply> {
  const first = await texts.next();
  async function* all(): AsyncGenerator<string> {
    if (first.done !== true) yield first.value;
    yield* texts;
  }
  return reply
    .type('text/csv; charset=utf-8')
    .header('content-disposition', `attachment; filename="${name}.csv"`)
    .send(Readable.from(all(), { objectMode: false }));
}
