import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { cpu } from '../../../../agent/src/collectors/cpu/cpu.ts';
import { localHost } from '../../../../agent/src/host/local-host.ts';

/** `lscpu --parse`: CPU, core, socket of each online processor; an empty field is one that the kernel does not know. */
function lscpuParsed(): { sockets: number; cores: number; logicalProcessors: number } {
  const output = execFileSync('/usr/bin/lscpu', ['--parse=CPU,CORE,SOCKET'], { encoding: 'utf8' });
  const rows = output
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => line.split(','));
  const distinct = (column: number) => new Set(rows.map((row) => row[column])).size;
  return { sockets: distinct(2), cores: distinct(1), logicalProcessors: rows.length };
}

it('counts on this machine what lscpu and nproc count', async () => {
  const section = await cpu.collect(localHost(), {});
  expect(section).toMatchObject({ status: 'present', complete: true, value: lscpuParsed() });
  const present = Number(execFileSync('/usr/bin/nproc', ['--all'], { encoding: 'utf8' }));
  expect(section).toMatchObject({ value: { logicalProcessorsPresent: present } });
});

it('is not shortened by an affinity mask', () => {
  const script = `
    import { cpu } from './agent/src/collectors/cpu/cpu.ts';
    import { localHost } from './agent/src/host/local-host.ts';
    process.stdout.write(JSON.stringify(await cpu.collect(localHost(), {})));`;
  const output = execFileSync(
    '/usr/bin/taskset',
    ['--cpu-list', '0', process.execPath, '--input-type=module-typescript', '--eval', script],
    { encoding: 'utf8', env: { NODE_NO_WARNINGS: '1' } },
  );
  expect(JSON.parse(output)).toMatchObject({ value: { logicalProcessors: lscpuParsed().logicalProcessors } });
});
