import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { connect, type SecureVersion, type TLSSocket } from 'node:tls';
import { pino } from 'pino';
import { expect, it } from 'vitest';
import { composeCollector } from '../../../collector/src/composition.ts';
import { parseConfig } from '../../../collector/src/config.ts';
import { buildApp } from '../../../collector/src/http/app.ts';
import { keepTls } from '../../../collector/src/tls/keep-tls.ts';
import { loadTls } from '../../../collector/src/tls/load-tls.ts';
import { freePort } from '../../demo/free-port.ts';
import { agentUnderTest, temporaryFolder } from '../../support/agent/agent-program.ts';
import { smallHost } from '../../support/agent/small-host.ts';
import { tlsCollector } from '../../support/agent/tls-collector.ts';

const DAY_MS = 86_400_000;

/** A handshake with one version alone; the server's certificate verified against `ca`. */
function handshake(port: number, ca: string, version?: SecureVersion): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    const socket = connect({
      host: '127.0.0.1',
      port,
      ca,
      // Old versions must be the server's refusal, not this client's.
      ...(version !== undefined && {
        minVersion: version,
        maxVersion: version,
        ciphers: 'DEFAULT@SECLEVEL=0',
      }),
    });
    socket.once('secureConnect', () => resolve(socket));
    socket.once('error', reject);
  });
}

it.each<[SecureVersion, boolean]>([
  ['TLSv1', false],
  ['TLSv1.1', false],
  ['TLSv1.2', true],
  ['TLSv1.3', true],
])('%s is accepted: %s', async (version, accepted) => {
  const folder = temporaryFolder('versions');
  const { port } = await tlsCollector(folder);
  const shaken = handshake(port, readFileSync(join(folder, 'tls', 'ca.pem'), 'utf8'), version);
  if (accepted) {
    const socket = await shaken;
    expect(socket.getProtocol()).toBe(version);
    socket.destroy();
  } else await expect(shaken).rejects.toMatchObject({ code: 'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION' });
});

it('a running collector renews its certificate before it ends, and agents need nothing', async () => {
  const folder = temporaryFolder('renewal');
  const port = await freePort();
  const yaml = `dataDir: ${folder}\nlogLevel: silent\nlisten: { port: ${port} }\nurls: [ "https://127.0.0.1:${port}" ]\n`;
  const config = parseConfig(yaml, join(folder, 'coreledger.yaml'));
  const logger = pino({ level: 'silent' });
  const collector = await composeCollector(config, logger);
  // As if made 370 days ago: it ends in 27 days.
  for (const name of ['server.pem', 'server.key']) rmSync(join(folder, 'tls', name));
  let now = Date.now() - 370 * DAY_MS;
  const load = () => loadTls(config, now);
  const tls = keepTls(await load(), load, logger);
  const app = await buildApp({
    services: collector.services,
    version: 'test',
    logger,
    tls: tls.inUse,
    maxLoopDelayMs: 60_000,
  });
  await app.listen({ port, host: '127.0.0.1' });
  const server = app.server as unknown as Parameters<typeof tls.check>[0];
  const ca = tls.inUse?.ca ?? '';
  const serial = async () => {
    const socket = await handshake(port, ca);
    const { serialNumber } = socket.getPeerCertificate();
    socket.destroy();
    return serialNumber;
  };
  const { token } = await collector.services.tokens.create({
    maxUses: 1,
    validMs: 60_000,
    description: null,
    hostPattern: null,
    cidrs: [],
    actor: 'test',
  });
  const host = smallHost();
  const agent = agentUnderTest({ root: host.root });
  expect(await agent('enroll', token)).toMatchObject({ code: 0, err: '' });
  const first = await serial();

  now += 365 * DAY_MS;
  await tls.check(server);
  expect(await serial()).toBe(first);
  now += 5 * DAY_MS;
  await tls.check(server);
  const second = await serial();
  expect(second).not.toBe(first);
  host.change('db02');
  expect(await agent('run')).toMatchObject({ code: 0, out: 'delivered 1, waiting 0\n', err: '' });

  // What came out of a power cut is made anew; an authority that cannot be read, or is another, changes nothing.
  writeFileSync(join(folder, 'tls', 'server.pem'), '');
  await tls.check(server);
  const third = await serial();
  expect(third).not.toBe(second);
  writeFileSync(join(folder, 'tls', 'ca.pem'), 'damaged');
  await tls.check(server);
  expect(await serial()).toBe(third);
  for (const name of ['ca.pem', 'ca.key', 'server.pem', 'server.key']) rmSync(join(folder, 'tls', name));
  await tls.check(server);
  expect(await serial()).toBe(third);
  await app.close();
  await collector.close();
});
