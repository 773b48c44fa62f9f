import { once } from 'node:events';
import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { cliSession } from '../../support/collector/cli-session.ts';
import { type CollectorProgram, collectorProgram, kill } from '../../support/collector/collector-program.ts';

/** What a stranger meets: each outcome is told in a line that says what to do, never in a trace of the program. */
let program: CollectorProgram;
const file = (name: string) => join(program.folder, name);

beforeAll(() => {
  program = collectorProgram('licenses: licenses.yaml\n', { files: { 'licenses.yaml': 'licenses: []\n' } });
});
afterAll(() => program.remove());

async function coreledger(...argv: string[]) {
  const { code, out, err } = await cliSession(file('coreledger.yaml'))(...argv);
  return { code, text: out + err };
}

it('what reads a folder without a database makes nothing there, and says where it looked', async () => {
  const reading = [
    ['report', 'consumption'],
    ['report', 'host', 'db01'],
    ['host', 'list'],
    ['findings', 'list'],
    ['check', '--license', 'x', '--host', 'db01'],
    ['token', 'list'],
    ['backup', file('backup.sqlite')],
    ['prune'],
    ['aws', 'sources'],
    ['host', 'retire', 'db01', '--reason', 'gone'],
  ];
  for (const args of reading) {
    const { code, text } = await coreledger(...args);
    expect([args, code, text]).toEqual([
      args,
      2,
      expect.stringContaining(`there is no database in ${file('data')}`),
    ]);
    expect(text).toMatch(/The configuration \S+coreledger\.yaml says so; --config FILE names another/);
  }
  const doctor = await coreledger('doctor', '--offline', '--json');
  expect(doctor.code).toBe(2);
  expect(JSON.parse(doctor.text)).toEqual([
    {
      check: 'database',
      verdict: 'failed',
      detail: expect.stringContaining(`no database in ${file('data')}`),
    },
  ]);
  expect(readdirSync(program.folder).toSorted()).toEqual(['coreledger.yaml', 'licenses.yaml']);
});

it('what is empty says so, and what fills it', async () => {
  const texts = [
    [['sync'], /add aws\.sources to the configuration/],
    [['token', 'list'], /`coreledger token create` makes one/],
    [['key', 'list'], /`coreledger key create --name NAME` makes one/],
    [['findings', 'list'], /No finding is open\./],
    [['host', 'absent'], /No host is retired or merged/],
  ] as const;
  for (const [args, text] of texts)
    expect(await coreledger(...args)).toEqual({ code: 0, text: expect.stringMatching(text) });
});

it('a group without its second word shows the commands of the group', async () => {
  const { code, text } = await coreledger('token');
  expect(code).toBe(2);
  expect(text.trim().split('\n')).toEqual([
    expect.stringMatching(/^\s*token create /),
    expect.stringMatching(/^\s*token list /),
    expect.stringMatching(/^\s*token revoke /),
  ]);
  expect(await coreledger('help', 'report')).toMatchObject({ code: 0 });
  expect(await coreledger('tokens')).toEqual({
    code: 2,
    text: expect.stringMatching(/unknown command "tokens/),
  });
});

it('what cannot mean anything is refused, not read as something else', async () => {
  const refusals = [
    [['report', 'consumption', '--as-of', '2026-02-30'], /"2026-02-30"/],
    [['report', 'consumption', '--json', '--csv'], /--json or --csv, not both/],
    [['report', 'trend', 'x', '--from', '2026-13-01'], /2026-13-01 is no day/],
    [['token', 'create', '--from', '10.0.0.300/8'], /10\.0\.0\.300\/8 is no address block/],
    [['findings', 'list', '--kind', 'nonsense'], /there are: agent-missing, /],
  ] as const;
  for (const [args, text] of refusals)
    expect(await coreledger(...args)).toEqual({ code: 2, text: expect.stringMatching(text) });
});

it('a token that reaches this machine alone says so, beside the token', async () => {
  const { code, out, err } = await cliSession(file('coreledger.yaml'))('token', 'create');
  expect({ code, err }).toEqual({
    code: 0,
    err: expect.stringMatching(/^only this machine .*`urls` in the config/),
  });
  expect(out).toMatch(/^clj1\.\S+\n$/);
});

it('a licenses file that is not there is named with the setting that names it', async () => {
  rmSync(file('licenses.yaml'));
  expect(await coreledger('report', 'consumption')).toEqual({
    code: 2,
    text: expect.stringMatching(/cannot read .*licenses\.yaml, which `licenses` in the configuration names/),
  });
  writeFileSync(file('licenses.yaml'), 'licenses: []\n');
});

it('a port in use, and a second collector on one data folder, are told as what they are', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const { port } = other.address() as AddressInfo;
  const taken = collectorProgram('', { listen: `{ port: ${port} }` });
  expect(await taken.run(['serve'])).toMatchObject({
    code: 1,
    error: expect.stringMatching(/^coreledger serve: cannot listen on .*`listen` in the configuration.*\n$/),
  });
  taken.remove();
  other.close();

  const { child } = await program.serve();
  expect(await program.run(['serve'])).toMatchObject({
    code: 1,
    error: expect.stringMatching(/^coreledger serve: another collector serves .*data already\n$/),
  });
  await kill(child);
});
