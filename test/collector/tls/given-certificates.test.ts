import { createPrivateKey } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pino } from 'pino';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Terminal } from '../../../collector/src/cli/command.ts';
import { serveCommand } from '../../../collector/src/cli/serve-command.ts';
import { composeCollector } from '../../../collector/src/composition.ts';
import { type Config, parseConfig } from '../../../collector/src/config.ts';
import { loadTls } from '../../../collector/src/tls/load-tls.ts';
import { freePort } from '../../demo/free-port.ts';
import { agentUnderTest, temporaryFolder } from '../../support/agent/agent-program.ts';
import { smallHost } from '../../support/agent/small-host.ts';
import { companyChain } from '../../support/tls/chain.ts';

let [chain, other]: Awaited<ReturnType<typeof companyChain>>[] = [];
beforeAll(async () => {
  [chain, other] = await Promise.all([companyChain('127.0.0.1'), companyChain('127.0.0.1')]);
});

/** A configuration with the files it names. */
function configOf(
  files: { certificate: string; key: string; ca: string },
  { port = 8443, name = '127.0.0.1' } = {},
): Config {
  const folder = temporaryFolder('given');
  for (const [file, text] of Object.entries(files)) writeFileSync(join(folder, `${file}.pem`), text);
  return parseConfig(
    `dataDir: data\nlogLevel: silent\nlisten: { port: ${port} }\nurls: [ "https://${name}:${port}" ]\ntls: { certificate: certificate.pem, key: key.pem, ca: ca.pem }\n`,
    join(folder, 'coreledger.yaml'),
  );
}

function good() {
  if (chain === undefined || other === undefined) throw new Error('no chain');
  return {
    certificate: chain.server.certificate + chain.intermediate.certificate,
    key: chain.server.key,
    ca: chain.root.certificate,
    foreign: other,
    chain,
  };
}

describe('given certificates', () => {
  it('serve agents that pin the authority above an intermediate', async () => {
    const { certificate, key, ca } = good();
    const config = configOf({ certificate, key, ca }, { port: await freePort() });
    const collector = await composeCollector(config, pino({ level: 'silent' }), { maxLoopDelayMs: 60_000 });
    await collector.listen();
    const { token } = await collector.services.tokens.create({
      maxUses: 1,
      validMs: 60_000,
      description: null,
      hostPattern: null,
      cidrs: [],
      actor: 'test',
    });
    const agent = agentUnderTest({ root: smallHost().root });
    expect(await agent('enroll', token)).toMatchObject({ code: 0, err: '' });
    expect(await agent('run')).toMatchObject({ code: 0, out: 'delivered 1, waiting 0\n' });
    await collector.close();
  });

  it.each([
    ['a key that another certificate has', () => ({ key: good().foreign.server.key }), /is not the key of/],
    [
      'a key under a passphrase',
      () => ({
        key: createPrivateKey(good().key)
          .export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'secret-phrase' })
          .toString(),
      }),
      /protected by a passphrase: give a key without one/,
    ],
    ['something that is no key', () => ({ key: 'hello' }), /holds no private key in PEM/],
    ['something that is no certificate', () => ({ certificate: 'hello' }), /holds no certificate in PEM/],
    [
      'a certificate that was cut off',
      () => ({
        certificate: good().certificate.replace(/(-----BEGIN CERTIFICATE-----\n.{40})[^-]+/, '$1\n'),
      }),
      /holds a damaged certificate/,
    ],
    [
      'a chain without its intermediate',
      () => ({ certificate: good().chain.server.certificate }),
      /does not lead to .*: put the server's certificate first, then its intermediates/,
    ],
    ['another authority', () => ({ ca: good().foreign.root.certificate }), /does not lead to/],
    [
      'a server certificate for an authority',
      () => ({ ca: good().chain.server.certificate }),
      /is no certificate of an authority/,
    ],
  ])('with %s are refused, and the file is named', async (_name, change, message) => {
    const { certificate, key, ca } = { ...good(), ...change() };
    const config = configOf({ certificate, key, ca });
    const refusal = loadTls(config, Date.now());
    await expect(refusal).rejects.toMatchObject({ code: 'invalid-config', message });
    await expect(refusal).rejects.toThrow(/\.pem/);
    await refusal.catch((error: Error) => expect(error.message).not.toContain('secret-phrase'));
  });

  it('that agents would not accept are taken with a warning', async () => {
    const { certificate, key, ca } = good();
    const config = configOf({ certificate, key, ca }, { name: 'ledger.example.org' });
    const year = 365 * 86_400_000;
    expect((await loadTls(config, Date.now() + year))?.warnings).toEqual([
      expect.stringMatching(/is not for ledger\.example\.org/),
      expect.stringMatching(/ended at .*: agents refuse it/),
    ]);
    expect((await loadTls(configOf({ certificate, key, ca }), Date.now()))?.warnings).toEqual([]);
  });
});

describe('plain HTTP', () => {
  const parse = (host: string) =>
    parseConfig(
      `dataDir: data\ntls: off\nlisten: { host: "${host}" }\nurls: [ "https://a.example" ]\n`,
      'x.yaml',
    );

  it.each(['127.0.0.1', '127.8.9.1', '::1', 'localhost'])('is for a proxy on this machine: %s', (host) => {
    expect(parse(host).tls).toBe('off');
  });

  it.each(['0.0.0.0', '::', '192.0.2.7', 'ledger.example.org', '127.example.org', '1127.0.0.1'])(
    'is refused on %s',
    (host) => {
      expect(() => parse(host)).toThrow(
        expect.objectContaining({
          code: 'invalid-config',
          errors: [{ path: 'tls', message: expect.stringMatching(/loopback address, not/) }],
        }),
      );
    },
  );

  it('is said when the collector starts', async () => {
    const said = async (address: string) => {
      let text = '';
      const start = async () => ({ address, close: async () => undefined });
      const out = { write: (part: string) => (text += part) };
      const interrupted = Promise.resolve('SIGTERM');
      const around = { out, err: out, env: {}, interrupted } as unknown as Terminal;
      expect(await serveCommand(start).run(['--config', 'x'], around)).toBe(0);
      return text;
    };
    expect(await said('http://127.0.0.1:8443')).toMatch(
      /plain HTTP, on this machine alone.*a proxy here must do TLS/,
    );
    expect(await said('https://127.0.0.1:8443')).not.toMatch(/plain HTTP/);
  });
});
