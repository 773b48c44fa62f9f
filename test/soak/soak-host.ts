import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { runProgram } from '../../agent/src/cli/run-program.ts';
import { ended, spawnAgent } from '../support/agent/run-agent.ts';
import type { Seeded } from '../support/seeded.ts';
import type { Journal } from './journal.ts';

/** One host: a root directory to scan, and an agent with a real spool. */
export interface SoakHost {
  readonly name: string;
  readonly enrolled: boolean;
  /** Tries to enrol; harmless where it is enrolled. */
  enroll(token: string): Promise<void>;
  /** One run of the agent on what stands there now. */
  run(options?: { readonly draining?: boolean }): Promise<void>;
  /** Installs, removes or updates some software. */
  change(): void;
  rotateKey(): Promise<void>;
  /** What the agent has on its disk: nothing may be left in the spool at the end. */
  state(): AgentState;
}

export interface AgentState {
  readonly agentId: string;
  readonly sequence: number;
  readonly waiting: number;
  readonly gaps: number;
  readonly rejected: number;
  readonly bytes: number;
}

export interface HostParts {
  readonly no: number;
  readonly folder: string;
  readonly stateFolder: string;
  readonly random: Seeded;
  readonly journal: Journal;
  /** Aborted when the load ends: waits of agents end with it. */
  readonly stop: () => AbortSignal;
  /** Whether its disk may be full now. */
  readonly mayFail: () => boolean;
}

const PACKAGES = 120;
const POOL = 2_000;
/** Share of runs that are processes of their own, killed at any moment of their life. */
const KILLED_SHARE = 0.05;
const LIFE_MS = 1_200;

export function soakHost(parts: HostParts): SoakHost {
  const { no, folder, random, journal, mayFail } = parts;
  const name = `soak-${String(no).padStart(3, '0')}`;
  const [root, state] = [join(folder, name), join(parts.stateFolder, name)];
  const packages = new Map(
    Array.from({ length: PACKAGES }, (_, index) => [(no * 31 + index * 17) % POOL, 1]),
  );
  let enrolled = false;
  // Clocks of hosts are wrong, and set now and then.
  let skewMs = 0;
  let unfinishedRotation = false;

  function write(path: string, text: string): void {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }

  function writePackages(): void {
    const text = [...packages].map(
      ([id, version]) =>
        `Package: package-${id}\nStatus: install ok installed\nArchitecture: amd64\nMaintainer: Soak\nVersion: ${version}.${id}\n`,
    );
    write('var/lib/dpkg/status', text.join('\n'));
  }

  async function agent(...args: string[]): Promise<{ code: number; err: string }> {
    if (random.chance(KILLED_SHARE)) return killedAgent(args);
    let err = '';
    try {
      const code = await runProgram({
        args,
        env: { CORELEDGER_AGENT_TIMEOUT_SECONDS: '20' },
        platform: 'linux',
        architecture: 'x64',
        privileged: true,
        out: () => undefined,
        err: (text) => {
          err += text;
        },
        readInput: async () => '',
        now: () => Date.now() + skewMs,
        random: random.next,
        stop: parts.stop(),
      });
      return { code, err };
    } catch (error) {
      if (!mayFail()) journal.violation(`${name}: ${args[0]} failed: ${(error as Error).stack}`);
      return { code: 1, err };
    }
  }

  async function killedAgent(args: string[]): Promise<{ code: number; err: string }> {
    const child = spawnAgent(args);
    const timer = AbortSignal.timeout(Math.round(random.between(50, LIFE_MS)));
    timer.addEventListener('abort', () => child.kill('SIGKILL'));
    const { code, signal, err } = await ended(child);
    journal.count(signal === 'SIGKILL' ? 'agents killed' : 'agents that ended before they were killed');
    return { code: code ?? 1, err };
  }

  async function rotateKey(): Promise<void> {
    const { code } = await agent('rotate-key', '--state', state);
    unfinishedRotation = code !== 0;
    journal.count(code === 0 ? 'key rotations' : 'key rotations that must be tried again');
  }

  write('etc/machine-id', `${String(no).padStart(32, '0')}\n`);
  write('etc/hostname', `${name}\n`);
  writePackages();

  return {
    name,
    get enrolled() {
      return enrolled;
    },
    async enroll(token) {
      const { code } = await agent('enroll', token, '--state', state, '--root', root);
      enrolled = code === 0;
      journal.count(enrolled ? 'enrolments' : 'enrolments that must be tried again');
    },
    async run({ draining = false } = {}) {
      // Interrupted, a rotation is finished by the next call, as its help says.
      if (unfinishedRotation) await rotateKey();
      // Beyond whatever Retry-After asked for.
      if (draining) skewMs = 60_000;
      else if (random.chance(0.02)) skewMs = Math.round(random.between(-86_400_000, 86_400_000));
      else if (random.chance(0.1)) skewMs = 0;
      const { code, err } = await agent('run', '--state', state, '--root', root);
      journal.count(code === 0 ? 'runs that delivered everything' : 'runs that kept something for later');
      if (err.includes('for good')) journal.violation(`${name}: ${err.trim()}`);
    },
    change() {
      const count = Math.ceil(random.between(0, 5));
      for (let index = 0; index < count; index++) {
        const id = Math.floor(random.between(0, POOL));
        if (random.chance(0.3) && packages.size > PACKAGES / 2) packages.delete([...packages.keys()][0] ?? 0);
        else packages.set(id, (packages.get(id) ?? 0) + 1);
      }
      writePackages();
    },
    rotateKey,
    state() {
      const file = join(state, 'state.db');
      const db = new DatabaseSync(file, { readOnly: true });
      const one = (sql: string) => Object.values(db.prepare(sql).get() ?? {})[0] as number;
      const chain = db.prepare('SELECT agent_id, sequence FROM chain').get();
      const found = {
        agentId: String(chain?.agent_id),
        sequence: Number(chain?.sequence),
        waiting: one('SELECT count(*) FROM message'),
        gaps: one('SELECT count(*) FROM gap'),
        rejected: one('SELECT count(*) FROM rejected'),
        bytes: statSync(file).size,
      };
      db.close();
      return found;
    },
  };
}
