import { execFile } from 'node:child_process';
import { copyFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

export interface DebianRoot {
  readonly folder: string;
  /** Runs a program in the root; never rejects for its exit code. */
  run(program: string, ...args: readonly string[]): Promise<Ran>;
  /** Copies a file to the root's top and gives its path there. */
  bring(file: string): string;
}

/** A minimal Debian of this machine's release in the folder given. Needs root and the package debootstrap. */
export async function debianRoot(folder: string, include: readonly string[]): Promise<DebianRoot> {
  const { suite, mirror } = await archive();
  const options = ['--variant=minbase', `--include=${include.join(',')}`];
  await run('debootstrap', [...options, suite, folder, mirror], { maxBuffer: 64 * 1024 * 1024 });
  return {
    folder,
    async run(program, ...args) {
      const env = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C', DEBIAN_FRONTEND: 'noninteractive' };
      try {
        const { stdout, stderr } = await run('chroot', [folder, program, ...args], { env });
        return { code: 0, out: stdout, err: stderr };
      } catch (error) {
        const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
        return { code, out: stdout, err: stderr };
      }
    },
    bring(file) {
      copyFileSync(file, join(folder, basename(file)));
      return `/${basename(file)}`;
    },
  };
}

/** The archive this machine itself installs from. */
async function archive(): Promise<{ suite: string; mirror: string }> {
  const format = '$(CODENAME) $(REPO_URI)';
  const { stdout } = await run('apt-get', ['indextargets', '--format', format, 'Created-By: Packages']);
  const lines = stdout.split('\n').map((line) => line.split(' '));
  const main = lines.find(([codename]) => codename !== undefined && /^[a-z]+$/.test(codename));
  if (main?.[0] === undefined || main[1] === undefined) throw new Error('apt names no Debian archive');
  return { suite: main[0], mirror: main[1] };
}
