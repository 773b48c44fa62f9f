const CONNECT_WITHIN_MS = 10_000;

/** Limits of one call; the SDK has none of its own. */
export function requestHandler(timeoutMs: number) {
  return {
    connectionTimeout: Math.min(CONNECT_WITHIN_MS, timeoutMs),
    requestTimeout: timeoutMs,
    throwOnRequestTimeout: true,
    socketTimeout: timeoutMs,
  };
}
