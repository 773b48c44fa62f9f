import { createHash, createPrivateKey, createPublicKey, type KeyObject, randomUUID, sign } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import type { SoftwareItem } from '@coreledger/shared/software.ts';
import { UNCHANGED_NOTICE_SCHEMA } from '@coreledger/shared/unchanged-notice.ts';
import { HOST_REPORT_SCHEMA } from '@coreledger/shared/wire.ts';
import canonicalize from 'canonicalize';
import { LICENSED_VERSION, licensedOf } from './licensed-titles.ts';
import { packagePool } from './package-pool.ts';
import { reportTemplate } from './report-template.ts';

const TITLES = 600;
const IMAGES = 50;
const OWN_SHARE = 0.05;

export interface BenchMessage {
  readonly body: Buffer;
  readonly signature: string;
  readonly digest: string;
  readonly reportId: string;
  readonly sequence: number;
}

/** One host with its key and its chain of messages. */
export interface BenchHost {
  readonly kid: string;
  readonly publicKey: string;
  readonly agentId: string;
  readonly hostId: string;
  readonly name: string;
  /** `changed`: how many of its titles have another version than in the report before. */
  report(changed: number): BenchMessage;
  notice(): BenchMessage;
}

/**
 * Hosts drawn from 50 images of 600 titles; five in a hundred titles are the host's own choice from the same pool. A licensed product
 * comes on top, on two images of five.
 */
export function createFleet(): (no: number) => BenchHost {
  const pool = packagePool(4 * TITLES);
  const images = Array.from({ length: IMAGES }, (_, image) => imageOf(pool, image));
  const templates = Array.from({ length: IMAGES }, (_, image) => reportTemplate(image));
  const own = Math.round(TITLES * OWN_SHARE);

  /** With `changed` titles of the image in the version of a generation. */
  function softwareOf(no: number, generation: number, changed: number): string {
    const chosen = Array.from({ length: own }, (_, index) => {
      const item = pool[ownChoice(no, index, pool.length)] as SoftwareItem;
      return canonicalize({ ...item, name: `local-${item.name}` }) as string;
    });
    const ofImage = (images[no % IMAGES] ?? []).slice(own);
    const kept = ofImage.slice(changed);
    const renewed = ofImage
      .slice(0, changed)
      .map((item) => item.replace('"version":"', `"version":"${generation}.`));
    const licensed = licensedOf(no % IMAGES).map(
      (name) => canonicalize({ ...pool[0], name, version: LICENSED_VERSION }) as string,
    );
    return [...new Set(chosen), ...licensed, ...renewed, ...kept].sort(byName).join(',');
  }

  return (no) =>
    createHost(no, (name, generation, changed) =>
      (templates[no % IMAGES] as ReturnType<typeof reportTemplate>)(
        { name, no },
        softwareOf(no, generation, changed),
      ),
    );
}

/** Which title of the pool a host chooses as its n-th own one: no two hosts choose alike. */
export function ownChoice(no: number, index: number, poolSize: number): number {
  const mixed = Math.imul(no + 1, 2_654_435_761) ^ Math.imul(index + 1, 2_246_822_519);
  return ((Math.imul(mixed ^ (mixed >>> 15), 3_266_489_917) ^ (mixed >>> 13)) >>> 0) % poolSize;
}

function createHost(
  no: number,
  textsOf: (
    name: string,
    generation: number,
    changed: number,
  ) => { agent: string; identity: string; sections: string },
): BenchHost {
  const x = createPublicKey(keyOf(no)).export({ format: 'jwk' }).x as string;
  const kid = createHash('sha256')
    .update(JSON.stringify({ crv: 'Ed25519', kty: 'OKP', x }))
    .digest('base64url');
  const [agentId, hostId, name] = [randomUUID(), randomUUID(), `host-${String(no).padStart(6, '0')}`];
  let [sequence, previousDigest, generation, content] = [0, 'null', 0, ''];

  function chained(reportId: string, body: string): BenchMessage {
    const plain = Buffer.from(body);
    const digest = createHash('sha256').update(plain).digest('hex');
    previousDigest = `"${digest}"`;
    return {
      body: gzipSync(plain, { level: 3 }),
      signature: detached(plain, keyOf(no), kid),
      digest,
      reportId,
      sequence,
    };
  }

  return {
    kid,
    publicKey: x,
    agentId,
    hostId,
    name,
    report(changed) {
      generation += changed > 0 ? 1 : 0;
      const { agent, identity, sections } = textsOf(name, generation, changed);
      content = createHash('sha256')
        .update(`{"agent":${agent},"identity":${identity},"sections":${sections}}`)
        .digest('hex');
      const reportId = randomUUID();
      return chained(
        reportId,
        `{"agent":${agent},"agentId":"${agentId}","identity":${identity},"observedAt":"${new Date().toISOString()}",` +
          `"previousDigest":${previousDigest},"reportId":"${reportId}","schema":"${HOST_REPORT_SCHEMA}",` +
          `"sections":${sections},"sequence":${++sequence}}`,
      );
    },
    notice() {
      const reportId = randomUUID();
      return chained(
        reportId,
        `{"agentId":"${agentId}","contentDigest":"${content}","observedAt":"${new Date().toISOString()}",` +
          `"previousDigest":${previousDigest},"reportId":"${reportId}","schema":"${UNCHANGED_NOTICE_SCHEMA}","sequence":${++sequence}}`,
      );
    },
  };
}

const PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex');

/** Made from the number and not kept: a hundred thousand keys are a lot of memory. */
function keyOf(no: number): KeyObject {
  const seed = createHash('sha256').update(`bench host ${no}`).digest();
  return createPrivateKey({ key: Buffer.concat([PKCS8, seed]), format: 'der', type: 'pkcs8' });
}

function detached(bytes: Buffer, key: KeyObject, kid: string): string {
  const header = Buffer.from(JSON.stringify({ alg: 'EdDSA', kid })).toString('base64url');
  return `${header}..${sign(null, Buffer.from(`${header}.${bytes.toString('base64url')}`), key).toString('base64url')}`;
}

function imageOf(pool: readonly SoftwareItem[], image: number): string[] {
  const from = image * 37;
  return Array.from({ length: TITLES }, (_, index) => pool[(from + index) % pool.length])
    .map((item) => canonicalize(item) as string)
    .sort(byName);
}

function byName(a: string, b: string): number {
  const [left, right] = [nameOf(a), nameOf(b)];
  return left < right ? -1 : left > right ? 1 : 0;
}

function nameOf(item: string): string {
  const from = item.indexOf('"name":"') + 8;
  return item.slice(from, item.indexOf('"', from));
}
