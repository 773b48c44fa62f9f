import { statSync } from 'node:fs';
import { decodeText } from './decode-text.ts';
import { errorText } from './error-text.ts';
import { type Command, HostReadError, type HostReadFailure } from './host.ts';
import { commandEnvironment, isWindows, killProcessGroup, programPath } from './process-environment.ts';

const DEFAULT_TIMEOUT_MS = 10_000;
const DEFAULT_MAX_BYTES = 16 * 1024 * 1024;
const MAX_STDERR = 8 * 1024;

/**
 * Runs the first candidate that exists: no shell, no inherited environment, no standard input. At the deadline or the
 * output cap the whole process group is killed, and the answer does not wait for it to die.
 */
export async function runCommand(command: Command): Promise<string> {
  const program = command.paths.map(programPath).find(isFile);
  if (program === undefined) throw new HostReadError('absent', `${command.paths.join(', ')}: absent`);
  // Loaded when a first command is run: a scan that needs none does not pay for it.
  const { spawn } = await import('node:child_process');
  const maxBytes = command.maxBytes ?? DEFAULT_MAX_BYTES;
  const timeoutMs = command.timeoutMs ?? DEFAULT_TIMEOUT_MS;

  return new Promise((resolve, reject) => {
    const child = spawn(program, command.args, {
      env: commandEnvironment(),
      cwd: isWindows() ? undefined : '/',
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: !isWindows(),
      windowsHide: true,
    });
    const chunks: Buffer[] = [];
    let length = 0;
    let stderr = '';

    const fail = (failure: HostReadFailure, why: string) => {
      clearTimeout(deadline);
      killProcessGroup(child.pid);
      child.stdout.destroy();
      child.stderr.destroy();
      child.unref();
      reject(new HostReadError(failure, `${program}: ${why}`));
    };
    const deadline = setTimeout(() => fail('timeout', `no answer within ${timeoutMs} ms`), timeoutMs);

    child.stdout.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      length += chunk.length;
      if (length > maxBytes) fail('too-large', `more than ${maxBytes} bytes of output`);
    });
    child.stderr.on('data', (chunk: Buffer) => {
      if (stderr.length < MAX_STDERR) stderr += chunk.toString('utf8');
    });
    child.on('error', (error: NodeJS.ErrnoException) =>
      fail(error.code === 'EACCES' ? 'denied' : 'failed', error.code ?? error.message),
    );
    child.on('close', (code, signal) => {
      if (code !== 0)
        return fail('failed', `ended with ${signal ?? code}: ${errorText(stderr.slice(0, MAX_STDERR))}`);
      clearTimeout(deadline);
      resolve(decodeText(Buffer.concat(chunks)));
    });
  });
}

function isFile(path: string): boolean {
  try {
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
