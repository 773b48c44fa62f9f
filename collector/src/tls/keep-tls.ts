import type { SecureContextOptions } from 'node:tls';
import type { Logger } from 'pino';
import type { Tls } from './load-tls.ts';

/** What TLS a running server speaks, and with which certificate. */
export function secureContext({ certificate, key }: Pick<Tls, 'certificate' | 'key'>) {
  return { cert: certificate, key, minVersion: 'TLSv1.2' } as const satisfies SecureContextOptions;
}

export interface TlsKeeper {
  /** In use now; null where a proxy does TLS. */
  readonly inUse: Tls | null;
  /**
   * Loads the certificates again, which renews our own where they near their end, and hands new ones to the server; open
   * connections stay. Whatever is wrong is logged, and the server goes on with what it has.
   */
  check(server: { setSecureContext(options: SecureContextOptions): void }): Promise<void>;
}

export function keepTls(first: Tls | null, load: () => Promise<Tls | null>, logger: Logger): TlsKeeper {
  let inUse = first;
  for (const warning of first?.warnings ?? []) logger.warn(warning);
  return {
    get inUse() {
      return inUse;
    },
    async check(server) {
      if (inUse === null) return;
      try {
        const found = await load();
        if (found === null || (found.certificate === inUse.certificate && found.key === inUse.key)) return;
        if (found.caPin !== inUse.caPin) {
          logger.error(
            `${found.files.ca} is now another authority than the one agents pin: it is not taken. Agents must be enrolled again for it; restart the collector where that is meant`,
          );
          return;
        }
        server.setSecureContext(secureContext(found));
        inUse = found;
        for (const warning of found.warnings) logger.warn(warning);
        logger.info('the server certificate was renewed; agents pin the CA and need nothing');
      } catch (error) {
        logger.error({ err: error }, 'the certificates could not be loaded again: those in use stay');
      }
    },
  };
}
