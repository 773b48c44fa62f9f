import { createHash, generateKeyPairSync, type KeyObject, randomUUID, sign } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import type { PublicKey } from '@coreledger/shared/enrollment.ts';
import type { HostIdentity } from '@coreledger/shared/host-identity.ts';
import { HOST_REPORT_SCHEMA, type HostReport } from '@coreledger/shared/host-report.ts';
import type { SoftwareItem } from '@coreledger/shared/software.ts';
import { UNCHANGED_NOTICE_SCHEMA } from '@coreledger/shared/unchanged-notice.ts';
import canonicalize from 'canonicalize';

/** A signed message as it goes over the wire. */
export interface WireMessage {
  readonly bytes: Buffer;
  readonly signature: string;
  readonly digest: string;
}

/** An agent written for tests alone, from the protocol's text: keeps the chain of its messages. */
export interface TestAgent {
  readonly kid: string;
  readonly publicKey: PublicKey;
  agentId: string;
  hostId: string;
  sign(document: object): WireMessage;
  /** Signs bytes as they are, however wrong. */
  signBytes(bytes: Buffer): WireMessage;
  report(change?: Partial<HostReport>): WireMessage;
  notice(contentDigest: string): WireMessage;
}

export function testAgent(): TestAgent {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const jwk = publicKey.export({ format: 'jwk' }) as unknown as PublicKey;
  const key: PublicKey = { kty: 'OKP', crv: 'Ed25519', x: jwk.x };
  const kid = createHash('sha256')
    .update(JSON.stringify({ crv: key.crv, kty: key.kty, x: key.x }))
    .digest('base64url');
  let sequence = 0;
  let previousDigest: string | null = null;
  const agent: TestAgent = {
    kid,
    publicKey: key,
    agentId: '',
    hostId: '',
    sign: (document) => signDetached(document, privateKey, kid),
    signBytes: (bytes) => signBytes(bytes, privateKey, kid),
    report(change = {}) {
      const report = {
        ...hostReport(),
        agentId: agent.agentId,
        sequence: ++sequence,
        previousDigest,
        ...change,
      };
      const message = agent.sign(report);
      previousDigest = message.digest;
      return message;
    },
    notice(contentDigest) {
      const message = agent.sign({
        schema: UNCHANGED_NOTICE_SCHEMA,
        reportId: randomUUID(),
        agentId: agent.agentId,
        sequence: ++sequence,
        previousDigest,
        observedAt: new Date().toISOString(),
        contentDigest,
      });
      previousDigest = message.digest;
      return message;
    },
  };
  return agent;
}

export function signDetached(document: object, key: KeyObject, kid: string): WireMessage {
  return signBytes(Buffer.from(canonicalize(document) as string), key, kid);
}

function signBytes(bytes: Buffer, key: KeyObject, kid: string): WireMessage {
  const header = Buffer.from(JSON.stringify({ alg: 'EdDSA', kid })).toString('base64url');
  const signature = sign(null, Buffer.from(`${header}.${bytes.toString('base64url')}`), key).toString(
    'base64url',
  );
  return {
    bytes,
    signature: `${header}..${signature}`,
    digest: createHash('sha256').update(bytes).digest('hex'),
  };
}

/** Digest that an unchanged notice announces for a report. */
export function contentDigestOf(message: WireMessage): string {
  const { agent, identity, sections } = JSON.parse(message.bytes.toString()) as HostReport;
  return createHash('sha256')
    .update(canonicalize({ agent, identity, sections }) as string)
    .digest('hex');
}

/** How a message is sent. */
export function request(url: string, message: WireMessage, headers: Record<string, string> = {}) {
  return {
    method: 'POST' as const,
    url,
    payload: gzipSync(message.bytes),
    headers: {
      'content-type': 'application/json',
      'content-encoding': 'gzip',
      'coreledger-signature': message.signature,
      ...headers,
    },
  };
}

export function identity(change: Partial<HostIdentity> = {}): HostIdentity {
  return {
    hostName: 'db01',
    fqdn: 'db01.example.org',
    machineIdHash: null,
    smbiosUuid: null,
    serial: null,
    macs: [],
    managedInstanceId: null,
    ...change,
  };
}

export function dpkgItem(name: string, version = '1.0'): SoftwareItem {
  return {
    name,
    version,
    architecture: 'amd64',
    publisher: 'Debian',
    source: 'dpkg',
    location: '/var/lib/dpkg/status',
  };
}

/** A whole, valid report of a two-socket host with two packages. */
export function hostReport(change: Partial<HostReport['sections']> = {}): HostReport {
  const unavailable = { status: 'unavailable' as const, reason: 'not part of this test' };
  return {
    schema: HOST_REPORT_SCHEMA,
    reportId: randomUUID(),
    agentId: null,
    sequence: null,
    previousDigest: null,
    observedAt: new Date().toISOString(),
    agent: { version: '0.1.0', platform: 'linux', architecture: 'x64', privileged: true },
    identity: identity(),
    sections: {
      cpu: presentSection({
        sockets: 2,
        cores: 16,
        logicalProcessors: 32,
        socketCores: [8, 8],
        smt: true,
        virtual: false,
        sources: ['sysfs'],
        architecture: 'x86_64',
        vendor: 'GenuineIntel',
        model: 'Intel(R) Xeon(R) Gold 6134 CPU @ 3.20GHz',
        logicalProcessorsPresent: 32,
        logicalProcessorsOffline: 0,
        installedCores: 16,
        enabledCores: 16,
        socketSlots: 2,
        smtControl: 'on',
        readings: [],
      }),
      memory: unavailable,
      operatingSystem: unavailable,
      virtualization: unavailable,
      firmware: unavailable,
      network: unavailable,
      ssmRegistration: unavailable,
      software: presentSection([dpkgItem('bash'), dpkgItem('coreutils')]),
      editions: unavailable,
      ...change,
    },
  };
}

export function presentSection<Value>(value: Value, complete = true) {
  return { status: 'present' as const, complete, value, sources: [], conflicts: [] };
}
