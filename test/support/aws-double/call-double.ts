import type { ServiceName } from './service-error.ts';

export interface DirectCall {
  readonly service: ServiceName;
  readonly operation: string;
  readonly input?: unknown;
  readonly account?: string;
  readonly region?: string;
}

export interface DirectAnswer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: wire documents of many shapes
  readonly body: any;
}

/** A bare JSON call, without a client's own ideas of what is valid. */
export async function callDouble(url: string, call: DirectCall): Promise<DirectAnswer> {
  const { service, operation, input = {}, account = '111122223333', region = 'eu-central-1' } = call;
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': `Any.${operation}`,
      authorization: `AWS4-HMAC-SHA256 Credential=${account}/20260101/${region}/${service}/aws4_request, SignedHeaders=host, Signature=0`,
    },
    body: JSON.stringify(input),
  });
  return { status: response.status, body: await response.json() };
}
