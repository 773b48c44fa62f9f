import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { saveEnrollment } from '../../agent/src/enrollment/enrollment.ts';
import { createKey } from '../../agent/src/identity/key-pair.ts';
import { makeStateDirectory } from '../../agent/src/state/open-state.ts';
import { BUILD } from './build-paths.ts';
import { HOST_TARGET, type Target } from './target.ts';

/** The two assets of the executable, as paths. `compiled` is empty for platforms other than this machine's. */
export interface CompiledProgram {
  /** A function of `require`, in Latin-1: V8 reads one byte a character without a look at each. */
  readonly program: string;
  readonly compiled: string;
}

export function compiledPaths(target: Target): CompiledProgram {
  return {
    program: join(BUILD, `${target.name}.program`),
    compiled: join(BUILD, `${target.name}.compiled`),
  };
}

/** Writes both. Throws where the program cannot be run here. */
export function compileProgram(bundle: string, target: Target): CompiledProgram {
  const { program, compiled } = compiledPaths(target);
  const text = readFileSync(bundle, 'utf8').replace(/^#!.*/, '');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the first 256 characters are what Latin-1 has.
  if (/[^\u0000-\u00ff]/.test(text)) throw new Error('the bundle has a character that is not in Latin-1');
  writeFileSync(program, Buffer.from(`(function(require){${text}\n})`, 'latin1'));
  // V8's compiled code is for one architecture.
  if (target.name === HOST_TARGET) runOnce(program, compiled);
  else writeFileSync(compiled, '');
  return { program, compiled };
}

/** What a run compiles is what the next runs need: a report is made, signed and kept, and its delivery fails. */
function runOnce(program: string, compiled: string): void {
  const state = mkdtempSync(join(tmpdir(), 'coreledger-build-'));
  try {
    makeStateDirectory(state);
    const id = '00000000-0000-4000-8000-000000000000';
    saveEnrollment(state, {
      agentId: id,
      hostId: id,
      status: 'active',
      urls: ['https://localhost:1'],
      ca: null,
      keyId: createKey(state).id,
      enrolledAt: new Date().toISOString(),
    });
    const warmUp = fileURLToPath(new URL('warm-up.ts', import.meta.url));
    execFileSync(process.execPath, [warmUp, program, compiled, 'run', '--no-deliver', '--state', state], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
  } finally {
    rmSync(state, { recursive: true, force: true });
  }
}
