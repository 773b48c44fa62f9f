import { accessSync, closeSync, constants, mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { recordingHost } from '../../capture/recording-host.ts';
import { writeRecording } from '../../capture/write-recording.ts';
import { HostReadError } from '../../host/host.ts';
import { runCommand } from '../../host/run-command.ts';
import { buildContent } from '../../report/build-content.ts';
import { openHost } from '../open-host.ts';
import type { VerbRun } from '../program.ts';

export const captureVerb: VerbRun = async (program, flags, [file]) => {
  const refuse = (why: string) => {
    program.err(`coreledger-agent capture: ${why}\n`);
    return 2 as const;
  };
  if (file === undefined) return refuse('name the archive to write: capture FILE.tar.gz');
  const archive = resolve(file);
  const fault = folderFault(dirname(archive));
  if (fault !== undefined) return refuse(fault);
  const host = openHost(flags);
  if (typeof host === 'string') return refuse(host);
  if (host.platform !== 'linux')
    return refuse('captures are made on Linux alone so far; on Windows export the registry');

  const taken = takeName(archive);
  if (taken !== undefined) return refuse(taken);
  const folder = mkdtempSync(join(tmpdir(), 'coreledger-capture-'));
  let written = false;
  try {
    const { host: recorder, recording } = recordingHost(host);
    await buildContent(recorder, program);
    const files = writeRecording(folder, recording);
    await runCommand({
      paths: ['/usr/bin/tar', '/bin/tar'],
      args: ['czf', archive, '-C', folder, 'root', 'cmd'],
      capture: 'tar.txt',
      timeoutMs: 120_000,
    });
    written = true;
    program.out(`${archive}: ${files} files. Look at it before you send it.\n`);
    return 0;
  } catch (error) {
    if (!(error instanceof HostReadError)) throw error;
    program.err(`coreledger-agent capture: the archive could not be written: ${error.message}\n`);
    return 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
    if (!written) rmSync(archive, { force: true });
  }
};

/** The archive as an empty file, its owner's alone from the start; never through a link that somebody laid there. */
function takeName(archive: string): string | undefined {
  try {
    closeSync(openSync(archive, 'wx', 0o600));
    return undefined;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code === 'EEXIST'
      ? `${archive}: is there already; choose another name`
      : `${archive}: cannot be written (${code})`;
  }
}

/** Told before the scan, which takes a while and whose archive would be lost. */
function folderFault(folder: string): string | undefined {
  try {
    accessSync(folder, constants.W_OK | constants.X_OK);
    return undefined;
  } catch (error) {
    return `${folder}: no archive can be written there (${(error as NodeJS.ErrnoException).code})`;
  }
}
