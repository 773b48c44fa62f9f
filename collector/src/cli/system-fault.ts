/** What the operating system refused, in words an operator can act on; null for any other error. */
export function systemFault(error: unknown): string | null {
  if (!(error instanceof Error) || !('syscall' in error) || !('code' in error)) return null;
  const { address, port } = error as Error & { address?: string; port?: number };
  const place = address === undefined ? '' : `${address}:${port}: `;
  const hint = HINTS[String(error.code)];
  return `${error.syscall === 'listen' ? `cannot listen on ${place}` : ''}${error.message}${hint === undefined ? '' : `. ${hint}`}`;
}

const HINTS: Readonly<Record<string, string>> = {
  EADDRINUSE: 'Another program listens there, or another collector: `listen` in the configuration says where',
  EADDRNOTAVAIL: 'This machine has no such address: `listen` in the configuration says where',
  EACCES: 'Run this as the user that owns dataDir and may read what the configuration names',
  EPERM: 'Run this as the user that owns dataDir and may read what the configuration names',
  EROFS: 'dataDir needs a file system that can be written to',
  ENOSPC: 'Make room where dataDir is',
};
