import type { Route } from './post.ts';

/** What Node adds to an error of the network: whom it spoke to, which with a proxy is not the collector. */
interface Fault extends NodeJS.ErrnoException {
  readonly address?: string;
  readonly port?: number;
  readonly hostname?: string;
}

function portOf(url: URL): string {
  return url.port === '' ? (url.protocol === 'https:' ? '443' : '80') : url.port;
}

/** Why a collector could not be reached, in words an operator can act on. */
export function whyUnreachable(error: Error, route: Pick<Route, 'stop' | 'timeoutMs'>, url: URL): string {
  const { code, address, port, hostname } = error as Fault;
  if (route.stop.aborted) return 'told to stop';
  if (error.name === 'TimeoutError' || error.name === 'AbortError')
    return `no answer within ${route.timeoutMs / 1000} s`;
  switch (code) {
    case 'ECONNREFUSED':
      return port === undefined || String(port) === portOf(url)
        ? `nothing listens on ${url.host}`
        : `nothing listens on ${address}:${port}, the proxy to ${url.host}`;
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `the name ${hostname ?? url.hostname} cannot be resolved`;
    case 'SELF_SIGNED_CERT_IN_CHAIN':
    case 'UNABLE_TO_VERIFY_LEAF_SIGNATURE':
    case 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY':
    case 'DEPTH_ZERO_SELF_SIGNED_CERT':
      return `the certificate of ${url.host} does not lead to the pinned authority`;
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
      return `the certificate of ${url.host} is for another name`;
    case 'CERT_NOT_YET_VALID':
      return `the certificate of ${url.host} is not valid yet: is the clock of this host right?`;
    case 'CERT_HAS_EXPIRED':
      return `the certificate of ${url.host} has expired, or the clock of this host is ahead`;
    default:
      return code === undefined ? error.message : `${error.message} (${code})`;
  }
}
