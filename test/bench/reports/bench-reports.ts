/** `npm run bench:reports [-- HOSTS]`: how fast positions are answered over a synthetic fleet in a real store. */
import { createHash, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SoftwareItem } from '@coreledger/shared/software.ts';
import { pino } from 'pino';
import { composeCollector } from '../../../collector/src/composition.ts';
import { parseConfig } from '../../../collector/src/config.ts';
import { ENTRY } from '../../support/collector/audit-entry.ts';
import { dpkgItem, hostReport, identity, presentSection } from '../../support/collector/test-agent.ts';

const HOSTS = Number(process.argv[2] ?? 10_000);
const TITLES = 600;
const SETS = 200;
const WARM_P95_MS = 300;

const folder = mkdtempSync(join(tmpdir(), 'coreledger-bench-'));
const started = performance.now();
const since = (from: number): string => `${Math.round(performance.now() - from)} ms`;

function softwareSet(no: number): SoftwareItem[] {
  const common = Array.from({ length: TITLES - 20 }, (_, index) =>
    dpkgItem(`package-${index}`, `1.${index % 7}`),
  );
  const own = Array.from({ length: 19 }, (_, index) => dpkgItem(`package-${no}-${index}`));
  return [...common, ...own, dpkgItem(no % 4 === 0 ? 'mssql-server' : `other-${no}`, '16.0.1')];
}

try {
  const config = parseConfig(
    `dataDir: ${folder}\ntls: off\nlogLevel: silent\n`,
    join(folder, 'coreledger.yaml'),
  );
  const collector = await composeCollector(config, pino({ level: 'silent' }));
  const { agents, reports, tokens } = collector.stores;
  const at = Date.now() - 60_000;
  await tokens.add(
    {
      tokenId: 'bench',
      secretHash: 'bench',
      description: null,
      maxUses: HOSTS + 1000,
      uses: 0,
      createdAt: at,
      expiresAt: at + 3_600_000,
      revokedAt: null,
      hostPattern: null,
      cidrs: [],
    },
    ENTRY,
  );
  const sets = Array.from({ length: SETS }, (_, no) => softwareSet(no));
  let reported = 0;
  async function addHost(no: number): Promise<void> {
    const [agentId, hostId] = [randomUUID(), randomUUID()];
    const name = `host-${String(no).padStart(6, '0')}`;
    const kid = createHash('sha256').update(name).digest('base64url');
    const host = identity({ hostName: name, fqdn: null });
    await agents.enroll(
      {
        agentId,
        hostId,
        kid,
        publicKey: kid,
        status: 'active',
        claim: null,
        identity: host,
        version: '0',
        at,
        tokenId: 'bench',
      },
      ENTRY,
    );
    const base = hostReport({ software: presentSection(sets[no % SETS] ?? []) });
    const report = { ...base, agentId, sequence: 1, identity: host, observedAt: new Date(at).toISOString() };
    const bytes = Buffer.from(JSON.stringify(report));
    const digest = createHash('sha256').update(bytes).digest('hex');
    await reports.addReport({
      report,
      digest,
      signature: 'bench',
      receivedAt: at,
      contentDigest: digest,
      bytes,
    });
    reported += 1;
  }
  for (let no = 0; no < HOSTS; no += 200)
    await Promise.all(Array.from({ length: Math.min(200, HOSTS - no) }, (_, index) => addHost(no + index)));
  console.log(`${reported} hosts stored in ${since(started)}`);

  const { consumption, hosts } = collector.services.reports;
  const cold = performance.now();
  await consumption.consumption();
  console.log(`first position: ${since(cold)}`);
  const again = performance.now();
  await consumption.consumption({ at: Date.now() });
  console.log(`another instant, warm verdicts: ${since(again)}`);

  const times: number[] = [];
  for (let turn = 0; turn < 60; turn += 1) {
    if (turn % 3 === 0) await addHost(HOSTS + turn);
    const from = performance.now();
    if (turn % 2 === 0) await consumption.consumption();
    else await hosts.list({ limit: 100 });
    times.push(performance.now() - from);
  }
  times.sort((a, b) => a - b);
  const p95 = times[Math.floor(times.length * 0.95)] ?? Number.NaN;
  console.log(
    `answers while reports arrive: median ${Math.round(times[30] ?? 0)} ms, p95 ${Math.round(p95)} ms (bar ${WARM_P95_MS})`,
  );
  console.log(`memory: ${Math.round(process.memoryUsage().rss / 1024 / 1024)} MiB`);
  await collector.close();
  if (!(p95 < WARM_P95_MS)) process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
