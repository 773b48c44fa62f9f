import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { pino } from 'pino';
import { onTestFinished } from 'vitest';
import { type Collector, composeCollector } from '../../../collector/src/composition.ts';
import { parseConfig } from '../../../collector/src/config.ts';
import { temporaryFolder } from './agent-program.ts';

/** Milliseconds. Tests share their machine: a loop that is late is no fault of the collector's there. */
const PATIENT = 60_000;

export interface TlsCollector {
  readonly url: string;
  readonly port: number;
  readonly collector: Collector;
  joinToken(): Promise<string>;
  close(): Promise<void>;
}

/** The real collector behind TLS with its own authority, on loopback. The same folder again is the same collector. */
export async function tlsCollector(
  folder = temporaryFolder('collector'),
  port?: number,
): Promise<TlsCollector> {
  const listenOn = port ?? (await freePort());
  const url = `https://127.0.0.1:${listenOn}`;
  const yaml = `dataDir: ${folder}\nlisten: { host: 127.0.0.1, port: ${listenOn} }\nurls: ['${url}']\nlogLevel: silent\n`;
  const collector = await composeCollector(
    parseConfig(yaml, `${folder}/coreledger.yaml`),
    pino({ level: 'silent' }),
    { maxLoopDelayMs: PATIENT },
  );
  await collector.listen();
  let closed: Promise<void> | undefined;
  const close = () => {
    closed ??= collector.close();
    return closed;
  };
  onTestFinished(close);
  return {
    url,
    port: listenOn,
    collector,
    close,
    async joinToken() {
      const { token } = await collector.services.tokens.create({
        maxUses: 10,
        validMs: 3_600_000,
        description: null,
        hostPattern: null,
        cidrs: [],
        actor: 'test',
      });
      return token;
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
