import { createHash, generateKeyPairSync, type KeyObject, randomUUID, sign } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { UNCHANGED_NOTICE_SCHEMA } from '@coreledger/shared/unchanged-notice.ts';
import canonicalize from 'canonicalize';
import { hostReport, presentSection } from '../../support/collector/test-agent.ts';

const TITLES = 600;
const IMAGES = 50;
const OWN_SHARE = 0.05;
const CORPUS = new URL('../../../../shared/corpus/dev/expected', import.meta.url).pathname;

export interface BenchMessage {
  readonly body: Buffer;
  readonly signature: string;
  readonly digest: string;
  readonly reportId: string;
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

/** Hosts drawn from 50 images of 600 titles; five in a hundred titles are the host's own choice from the same pool. */
export function createFleet(): (no: number) => BenchHost {
  const pool = packagePool();
  const images = Array.from({ length: IMAGES }, (_, image) => imageOf(pool, image));
  const [head, middle, tail] = frame();
  const own = Math.round(TITLES * OWN_SHARE);
  return (no) => {
    const chosen = Array.from({ length: own }, (_, index) => pool[ownChoice(no, index, pool.length)]);
    const rows = [
      ...chosen.map((item) => itemText({ ...item, name: `local-${item?.name}` })),
      ...(images[no % IMAGES] ?? []).slice(own),
    ];
    return createHost(no, rows, own, { head, middle, tail });
  };
}

/** Which title of the pool a host chooses as its n-th own one: no two hosts choose alike. */
export function ownChoice(no: number, index: number, poolSize: number): number {
  const mixed = Math.imul(no + 1, 2_654_435_761) ^ Math.imul(index + 1, 2_246_822_519);
  return ((Math.imul(mixed ^ (mixed >>> 15), 3_266_489_917) ^ (mixed >>> 13)) >>> 0) % poolSize;
}

function createHost(
  no: number,
  rows: readonly string[],
  own: number,
  text: { head: string; middle: string; tail: string },
): BenchHost {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const x = publicKey.export({ format: 'jwk' }).x as string;
  const kid = createHash('sha256')
    .update(JSON.stringify({ crv: 'Ed25519', kty: 'OKP', x }))
    .digest('base64url');
  const [agentId, hostId, name] = [randomUUID(), randomUUID(), `host-${String(no).padStart(6, '0')}`];
  let [sequence, previousDigest, generation, content] = [0, 'null', 0, ''];

  function chained(body: string): BenchMessage & { readonly plain: Buffer } {
    const plain = Buffer.from(body);
    const digest = createHash('sha256').update(plain).digest('hex');
    previousDigest = `"${digest}"`;
    const reportId =
      /"reportId":"([^"]+)"/.exec(body.slice(-600))?.[1] ?? /"reportId":"([^"]+)"/.exec(body)?.[1] ?? '';
    return {
      plain,
      body: gzipSync(plain, { level: 3 }),
      signature: detached(plain, privateKey, kid),
      digest,
      reportId,
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
      const software = rows
        .map((item, index) => {
          return index >= own && index < own + changed
            ? item.replace('"version":"', `"version":"${generation}.`)
            : item;
        })
        .sort(byName)
        .join(',');
      const identity = `{"fqdn":null,"hostName":"${name}","machineIdHash":null,"macs":[],"managedInstanceId":null,"serial":null,"smbiosUuid":null}`;
      const sections = `${text.middle}${software}${text.tail}`;
      content = createHash('sha256')
        .update(`{"agent":${text.head},"identity":${identity},"sections":${sections}}`)
        .digest('hex');
      return chained(
        `{"agent":${text.head},"agentId":"${agentId}","identity":${identity},"observedAt":"${new Date().toISOString()}",` +
          `"previousDigest":${previousDigest},"reportId":"${randomUUID()}","schema":"coreledger/host-report/1.0",` +
          `"sections":${sections},"sequence":${++sequence}}`,
      );
    },
    notice: () =>
      chained(
        `{"agentId":"${agentId}","contentDigest":"${content}","observedAt":"${new Date().toISOString()}",` +
          `"previousDigest":${previousDigest},"reportId":"${randomUUID()}","schema":"${UNCHANGED_NOTICE_SCHEMA}","sequence":${++sequence}}`,
      ),
  };
}

function detached(bytes: Buffer, key: KeyObject, kid: string): string {
  const header = Buffer.from(JSON.stringify({ alg: 'EdDSA', kid })).toString('base64url');
  return `${header}..${sign(null, Buffer.from(`${header}.${bytes.toString('base64url')}`), key).toString('base64url')}`;
}

/** The canonical text of a report around its rows of software: the agent, then the sections before and after the rows. */
function frame(): [string, string, string] {
  const { agent, sections } = hostReport({ software: presentSection([]) });
  const text = canonicalize(sections) as string;
  const rows = '"status":"present","value":[]';
  const at = text.indexOf(rows, text.indexOf('"software"')) + rows.length - 1;
  return [canonicalize(agent) as string, text.slice(0, at), text.slice(at)];
}

function imageOf(pool: readonly { name: string; version: string }[], image: number): string[] {
  const from = image * 37;
  return Array.from({ length: TITLES }, (_, index) => pool[(from + index) % pool.length])
    .map(itemText)
    .sort(byName);
}

function itemText(item: object | undefined): string {
  const rest = {
    architecture: 'amd64',
    publisher: 'Debian',
    source: 'dpkg',
    location: '/var/lib/dpkg/status',
  };
  return canonicalize({ ...item, ...rest }) as string;
}

function byName(a: string, b: string): number {
  const [left, right] = [nameOf(a), nameOf(b)];
  return left < right ? -1 : left > right ? 1 : 0;
}

function nameOf(item: string): string {
  const from = item.indexOf('"name":"') + 8;
  return item.slice(from, item.indexOf('"', from));
}

/** Names and versions as real machines have them: captured package lists, or else this machine's own. */
export function packagePool(): { name: string; version: string }[] {
  const found = new Map<string, string>();
  if (existsSync(CORPUS)) {
    for (const file of readdirSync(CORPUS)) {
      const list: unknown = JSON.parse(readFileSync(join(CORPUS, file), 'utf8'));
      for (const { name, version } of Array.isArray(list) ? list : [])
        if (found.size < 6_000) found.set(name, version);
    }
  }
  if (found.size < 2 * TITLES) {
    const status = readFileSync('/var/lib/dpkg/status', 'utf8');
    for (const [, name = '', version = ''] of status.matchAll(/^Package: (\S+)$[\s\S]*?^Version: (\S+)$/gm))
      found.set(name, version);
  }
  const safe = [...found].filter(
    ([name, version]) => /^[\w.+-]+$/.test(name) && /^[\w.+:~-]+$/.test(version ?? ''),
  );
  for (let index = 0; safe.length < 4 * TITLES; index++) safe.push([`package-${index}`, `1.${index}`]);
  return safe.map(([name, version]) => ({ name, version }));
}
