import { chmodSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { VERBS } from '../../../agent/src/cli/verbs.ts';
import { agentUnderTest, temporaryFolder } from '../../support/agent/agent-program.ts';
import { answeringServer } from '../../support/agent/answering-server.ts';
import { smallHost } from '../../support/agent/small-host.ts';

const agentOn = (env: Record<string, string> = {}) => agentUnderTest({ root: smallHost().root, env });

describe('usage', () => {
  it('is told for the whole and for each verb, on standard output', async () => {
    const agent = agentOn();
    const all = await agent('help');
    for (const { name, summary, options } of VERBS) {
      expect(all.out).toContain(summary);
      const one = await agent(name, '--help');
      expect(one).toMatchObject({ code: 0, err: '' });
      for (const option of Object.keys(options)) expect(one.out).toContain(`--${option}`);
      expect((await agent('help', name)).out).toBe(one.out);
    }
  });

  it.each([
    [[], 'usage: coreledger-agent VERB'],
    [['scann'], 'no verb "scann". There are: scan, enroll'],
    [['help', 'nothing'], 'no verb "nothing"'],
    [['scan', '--bogus'], "Unknown option '--bogus'"],
    [['scan', '--root'], 'coreledger-agent scan --help'],
    [['scan', 'left-over'], 'unexpected argument "left-over"'],
    [['scan', '--root', '/no/such/folder'], '/no/such/folder: cannot be read (ENOENT)'],
    [['scan', '--commands', '/tmp'], '--commands goes with --root'],
    [['run', '--spread', 'soon'], '--spread takes minutes'],
    [['run', '--config', '/no/such/file'], '/no/such/file: cannot be read (ENOENT)'],
    [['enroll'], 'no join token: give it'],
    [['enroll', 'clj1.x', '--token-file', 'y'], 'give the join token once'],
    [['enroll', '--token-file', '/no/such/file'], '/no/such/file: cannot be read'],
    [['enroll', 'hello'], 'starts with "clj1."'],
  ])('%j is a fault of usage', async (args, why) => {
    const run = await agentOn()(...args);
    expect(run).toMatchObject({ code: 2, out: '' });
    expect(run.err).toContain(why);
  });

  it('tells every fault of the settings at once', async () => {
    const config = join(temporaryFolder('config'), 'agent.env');
    writeFileSync(config, 'CORELEDGER_AGENT_SPOOL_MAX_MIB=none\nCORELEDGER_AGENT_TYPO=1\n');
    const run = await agentOn()('run', '--config', config);
    expect(run.code).toBe(2);
    expect(run.err.trim().split('\n')).toHaveLength(2);
  });
});

describe('the verbs', () => {
  it('scan says where a root is none of a machine; capture refuses a folder that it cannot write before it scans', async () => {
    const root = temporaryFolder('empty');
    const scan = await agentOn()('scan', '--root', root);
    expect(scan.code).toBe(1);
    expect(scan.err).toContain(`nothing of a machine was found: is ${root} a root folder`);
    expect(JSON.parse(scan.out)).toMatchObject({ sections: { cpu: { status: 'unavailable' } } });
    const capture = await agentOn()('capture', '/no/such/folder/a.tar.gz');
    expect(capture).toMatchObject({ code: 2, out: '' });
    expect(capture.err).toContain('/no/such/folder: no archive can be written there (ENOENT)');
  });

  it('doctor tells in a few words what was found', async () => {
    const root = temporaryFolder('told');
    mkdirSync(join(root, 'etc'));
    writeFileSync(join(root, 'etc/os-release'), 'PRETTY_NAME="Example Linux 9"\n');
    const { out } = await agentOn()('doctor', '--root', root);
    expect(out).toContain('operatingSystem: complete: Example Linux 9\n');
    expect(out).toContain('editions: complete: 0 found\n');
  });

  it('scan prints one JSON document of the root it is given, without state or network', async () => {
    const { root } = smallHost();
    const agent = agentUnderTest({ root });
    const plain = await agent('scan', '--root', root);
    expect(plain).toMatchObject({ code: 0, err: '' });
    const report = JSON.parse(plain.out);
    expect(report).toMatchObject({ agentId: null, sequence: null, identity: { hostName: 'db01' } });
    const pretty = await agent('scan', '--root', root, '--pretty');
    expect(JSON.parse(pretty.out)).toEqual({ ...report, reportId: expect.any(String) });
    expect(pretty.out).toContain('\n  "');
  });

  it('doctor says of each section what was seen and why not', async () => {
    const { root } = smallHost();
    const doctor = await agentUnderTest({ root })('doctor', '--root', root);
    expect(doctor.code).toBe(1);
    for (const section of ['cpu: ', 'firmware: ', 'ssmRegistration: ', 'why: '])
      expect(doctor.out).toContain(section);
  });

  it('run and rotate-key want an enrolled host and say how to get one', async () => {
    const agent = agentOn();
    expect((await agent('run')).err).toContain('coreledger-agent enroll');
    expect((await agent('rotate-key')).err).toContain('not enrolled');
    const status = await agent('status');
    expect(status.code).toBe(1);
    expect(status.out).toContain('coreledger token create');
  });

  it('enroll reads the token from a file or the environment, to keep it out of the process list', async () => {
    const server = await answeringServer();
    const file = join(temporaryFolder('token'), 'token');
    writeFileSync(file, `${server.token}\n`);
    expect(await agentOn()('enroll', '--token-file', file)).toMatchObject({ code: 0, err: '' });
    const env = { CORELEDGER_JOIN_TOKEN: server.token };
    expect(await agentOn(env)('enroll')).toMatchObject({ code: 0, err: '' });
  });

  it('unenroll does not lose reports unasked, and leaves nothing behind', async () => {
    const server = await answeringServer();
    const agent = agentOn();
    await agent('enroll', server.token);
    await agent('run', '--no-deliver');
    const refused = await agent('unenroll');
    expect(refused).toMatchObject({ code: 1 });
    expect(refused.err).toContain('1 undelivered in the spool would be lost');
    expect((await agent('unenroll', '--force')).out).toContain('no longer enrolled');
    expect((await agent('status')).out).toContain('enrolled:   no');
    expect(await agent('unenroll')).toMatchObject({ code: 0, out: 'this host was not enrolled\n' });
  });

  it('what is damaged in the state folder is told with what to do, never as a trace', async () => {
    const server = await answeringServer();
    const agent = agentOn();
    await agent('enroll', server.token);
    await agent('run', '--no-deliver');
    writeFileSync(join(agent.state, 'state.db'), 'x'.repeat(8192));
    expect(await agent('status')).toMatchObject({
      code: 1,
      err: expect.stringMatching(/state\.db: file is not a database\. The next run sets it aside/),
    });
    expect(await agent('run')).toMatchObject({ code: 0 });
    writeFileSync(join(agent.state, 'key.pem'), 'garbage');
    for (const args of [['run'], ['rotate-key'], ['enroll', server.token]])
      expect(await agent(...args)).toMatchObject({
        code: 1,
        out: '',
        err: expect.stringMatching(/key\.pem: damaged, .* Move it away and enrol again/),
      });
  });

  it('doctor looks at the key and at who may write beside it', async () => {
    const server = await answeringServer();
    const agent = agentOn();
    await agent('enroll', server.token);
    const last = async () => (await agent('doctor', '--state', agent.state)).out.trim().split('\n').at(-1);
    expect(await last()).toMatch(/^state: .*, enrolled as agent /);
    chmodSync(agent.state, 0o777);
    expect(await last()).toMatch(/others than its owner may write there.*: chmod 700 \//);
    chmodSync(agent.state, 0o700);
    rmSync(join(agent.state, 'key.pem'));
    expect(await last()).toMatch(/enrolled, but its key is gone/);
  }, 30_000);

  it('no control character of a file’s name reaches the terminal of doctor', async () => {
    const root = temporaryFolder('named');
    mkdirSync(join(root, 'opt/app'), { recursive: true });
    for (let number = 0; number < 513; number += 1)
      mkdirSync(join(root, `opt/app\u001b[2J\u0007/${number}`), { recursive: true });
    const { out } = await agentOn()('doctor', '--root', root);
    expect(out).toContain('/opt/app·[2J·: 513 folders');
    expect(out).not.toMatch(/[^\P{Cc}\n]/u);
  });

  it('unenroll takes what an interrupted write left of a key', async () => {
    const server = await answeringServer();
    const agent = agentOn();
    await agent('enroll', server.token);
    writeFileSync(join(agent.state, 'key.next.pem.new'), 'half a key');
    expect((await agent('unenroll')).code).toBe(0);
    expect(readdirSync(agent.state)).toEqual(['run.lock']);
  });

  it('version names program and platform', async () => {
    expect((await agentOn()('version')).out).toMatch(/^coreledger-agent \d+\.\d+\.\d+ \(linux-x64\)\n$/);
    expect((await agentOn()('--version')).code).toBe(0);
  });
});
