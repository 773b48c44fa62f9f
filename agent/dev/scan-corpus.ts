import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { collectSections } from '../src/collectors/collect-sections.ts';
import { rootedHost } from '../src/host/rooted-host.ts';
import { scoreFields } from './score-fields.ts';

/** Captures are tens of thousands of tiny files: a file system in memory takes a tenth of the time. */
const MEMORY = '/dev/shm';

/** Scans every capture of a corpus half and writes what its score.py reads, one case a line. */
export async function scanCorpus(half: string, output: string): Promise<number> {
  const scratch = mkdtempSync(join(existsSync(MEMORY) ? MEMORY : tmpdir(), 'coreledger-corpus-'));
  try {
    const lines: string[] = [];
    for (const id of caseIds(half)) {
      execFileSync('tar', ['xzf', join(half, 'roots', `${id}.tar.gz`), '-C', scratch]);
      lines.push(JSON.stringify(await scanCase(join(scratch, id), id)));
      rmSync(join(scratch, id), { recursive: true, force: true });
    }
    writeFileSync(output, `${lines.join('\n')}\n`);
    return lines.length;
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

async function scanCase(folder: string, id: string): Promise<object> {
  const windows = join(folder, 'windows');
  const commands = existsSync(windows) ? nameWmiOutput(windows) : join(folder, 'cmd');
  const host = rootedHost({
    root: existsSync(join(folder, 'root')) ? join(folder, 'root') : folder,
    ...(existsSync(commands) ? { commands } : {}),
  });
  return { id, ...scoreFields(await collectSections(host)) };
}

/** The corpus writes `<case>-Win32_Processor.wmi` for what a capture calls `win32_processor.txt`. */
function nameWmiOutput(folder: string): string {
  for (const name of readdirSync(folder)) {
    const className = /-(Win32_\w+)\.wmi$/.exec(name)?.[1];
    if (className !== undefined)
      renameSync(join(folder, name), join(folder, `${className.toLowerCase()}.txt`));
  }
  return folder;
}

function caseIds(half: string): string[] {
  const truth = readFileSync(join(half, 'truth.jsonl'), 'utf8').split('\n').filter(Boolean);
  const packed = new Set(readdirSync(join(half, 'roots')));
  return truth
    .map((line) => (JSON.parse(line) as { id: string }).id)
    .filter((id) => packed.has(`${id}.tar.gz`));
}
