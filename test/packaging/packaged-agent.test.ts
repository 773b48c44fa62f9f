import { execFile } from 'node:child_process';
import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundleAgent } from '../../installers/agent/bundle.ts';
import { compiledPaths } from '../../installers/agent/compile-program.ts';
import { buildExecutable } from '../../installers/agent/executable.ts';
import { TARGETS } from '../../installers/agent/target.ts';
import { buildDeb } from '../../installers/deb/build-deb.ts';
import { buildRpm } from '../../installers/rpm/build-rpm.ts';
import { temporaryFolder } from '../support/agent/agent-program.ts';
import { tlsCollector } from '../support/agent/tls-collector.ts';
import { describeWithPackages } from '../support/debian-package.ts';
import { type DebianRoot, debianRoot } from '../support/debian-root.ts';

const exec = promisify(execFile);
const EVERYTHING = { limit: 10, after: undefined, status: undefined };
const target = TARGETS.find(({ name }) => name === 'linux-x64');
if (target === undefined) throw new Error('no target linux-x64');

// Both blocks need it, and building twice at once would collide: one file, one build, kept while the bundle is the same.
const executable = await buildExecutable(await bundleAgent(), target);

describe('the executable', () => {
  it('carries its program compiled, as this Node takes it', async () => {
    const { program, compiled } = compiledPaths(target);
    const check = `const { readFileSync } = require('node:fs');
      const [program, compiled] = process.argv.slice(1);
      const cachedData = readFileSync(compiled);
      const script = new (require('node:vm').Script)(readFileSync(program, 'latin1'), { cachedData });
      console.log(cachedData.length > 100_000 && !script.cachedDataRejected);`;
    expect((await exec(process.execPath, ['-e', check, program, compiled])).stdout).toBe('true\n');
  });

  it('scans, enrols, reports and announces without Node or sources beside it', async () => {
    const collector = await tlsCollector();
    const state = join(temporaryFolder('agent'), 'state');
    const agent = async (...args: string[]) => (await exec(executable, args, { env: {}, cwd: '/' })).stdout;

    const report = JSON.parse(await agent('scan'));
    expect(report.sections.cpu.status).toBe('present');
    expect(await agent('enroll', await collector.joinToken(), '--state', state)).toContain(
      'enrolled as agent',
    );
    expect(await agent('run', '--state', state)).toBe('delivered 1, waiting 0\n');
    expect(await agent('run', '--state', state)).toBe('delivered 1, waiting 0\n');
    const status = JSON.parse(await agent('status', '--json', '--state', state));
    expect(status).toMatchObject({ spool: { messages: 0 }, gaps: [], rejected: [], nextSteps: [] });
    const { items } = await collector.collector.services.agents.list(EVERYTHING);
    expect(items).toMatchObject([{ hostName: report.identity.hostName, lastSequence: 2 }]);
  });
});

await describeWithPackages('the packages', ['debootstrap', 'rpm'], () => {
  let scratch: string;
  let root: DebianRoot;
  let deb: string;

  beforeAll(async () => {
    scratch = mkdtempSync(join(tmpdir(), 'coreledger-debian-'));
    root = await debianRoot(join(scratch, 'root'), ['libstdc++6']);
    deb = root.bring(buildDeb(executable, 'linux-x64'));
  }, 180_000);
  afterAll(() => rmSync(scratch, { recursive: true, force: true }));

  it('for Debian installs on a bare one, enrols there, reports it, and is gone without a trace when purged', async () => {
    const collector = await tlsCollector();
    const installed = await root.run('dpkg', '--install', deb);
    expect(installed).toMatchObject({ code: 0 });
    expect(installed.out).toContain('not enrolled yet');
    expect(statSync(join(root.folder, 'var/lib/coreledger-agent')).mode & 0o777).toBe(0o700);

    const notYet = await root.run('/usr/bin/coreledger-agent', 'run');
    expect(notYet).toMatchObject({ code: 1 });
    expect(notYet.err).toContain('not enrolled');
    const token = await collector.joinToken();
    expect(await root.run('/usr/bin/coreledger-agent', 'enroll', token)).toMatchObject({ code: 0 });
    expect(await root.run('/usr/bin/coreledger-agent', 'run')).toMatchObject({
      code: 0,
      out: 'delivered 1, waiting 0\n',
    });
    const { items } = await collector.collector.services.agents.list(EVERYTHING);
    expect(items).toMatchObject([{ lastSequence: 1 }]);
    const scan = JSON.parse((await root.run('/usr/bin/coreledger-agent', 'scan')).out);
    expect(scan.sections.operatingSystem.value.id).toBe('debian');

    // Without privileges it reports what it can read, says what it could not, and cannot touch the state.
    const nobody = ['/usr/bin/setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'] as const;
    const unprivileged = JSON.parse((await root.run(...nobody, '/usr/bin/coreledger-agent', 'scan')).out);
    expect(unprivileged).toMatchObject({
      agent: { privileged: false },
      sections: { operatingSystem: { status: 'present' } },
    });
    const barred = await root.run(...nobody, '/usr/bin/coreledger-agent', 'run');
    expect(barred).toMatchObject({ code: 1 });
    expect(barred.err).toContain('Run as root, or choose a folder with --state');
    const doctor = await root.run(...nobody, '/usr/bin/coreledger-agent', 'doctor');
    expect(doctor.out).toContain('privileges: not root');

    // A settings file an operator changed survives an upgrade, and removing keeps the key.
    expect(await root.run('dpkg', '--install', deb)).toMatchObject({ code: 0 });
    expect(await root.run('dpkg', '--remove', 'coreledger-agent')).toMatchObject({ code: 0 });
    expect(existsSync(join(root.folder, 'var/lib/coreledger-agent/key.pem'))).toBe(true);
    expect(await root.run('dpkg', '--purge', 'coreledger-agent')).toMatchObject({ code: 0 });
    for (const path of ['var/lib/coreledger-agent', 'etc/coreledger-agent', 'usr/bin/coreledger-agent'])
      expect(existsSync(join(root.folder, path))).toBe(false);
  }, 120_000);

  it('for rpm installs into a root, is upgraded with an operator\u2019s settings kept, and leaves the key when removed', async () => {
    const rpm = (...args: string[]) => exec('rpm', ['--root', root.folder, ...args]);
    // What Debian has of libraries its rpm database does not know.
    const file = buildRpm(executable, 'linux-x64');
    const installed = await rpm('--install', '--nodeps', file);
    expect(installed.stdout).toContain('not enrolled yet');
    expect((await rpm('--query', '--requires', 'coreledger-agent')).stdout).toContain(
      'libc.so.6(GLIBC_2.28)(64bit)',
    );
    const state = join(root.folder, 'var/lib/coreledger-agent');
    expect(statSync(state).mode & 0o777).toBe(0o700);
    const scan = JSON.parse((await root.run('/usr/bin/coreledger-agent', 'scan')).out);
    expect(scan.sections.operatingSystem.value.id).toBe('debian');

    const settings = join(root.folder, 'etc/coreledger-agent/agent.env');
    appendFileSync(settings, 'CORELEDGER_AGENT_TIMEOUT_SECONDS=20\n');
    writeFileSync(join(state, 'key.pem'), '');
    await rpm('--upgrade', '--nodeps', '--replacepkgs', file);
    expect(readFileSync(settings, 'utf8')).toContain('TIMEOUT_SECONDS=20');
    await rpm('--erase', '--nodeps', 'coreledger-agent');
    expect(existsSync(join(root.folder, 'usr/bin/coreledger-agent'))).toBe(false);
    expect(existsSync(join(state, 'key.pem'))).toBe(true);
  }, 120_000);
});
