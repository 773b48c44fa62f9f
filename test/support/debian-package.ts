import { execFile } from 'node:child_process';
import { appendFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { describe, it } from 'vitest';

const run = promisify(execFile);

/**
 * Describes tests that need Debian packages. Those that are not installed are installed with apt-get where this process may
 * (root, and not `CORELEDGER_TEST_INSTALL=no`). Otherwise the whole block is left out and said so: one skipped test that
 * names the package, and a line in the file that `npm test` reads, which in CI counts as a failure.
 * Await it at the top level of the test file: installing takes longer than a hook is given.
 */
export async function describeWithPackages(
  name: string,
  packages: readonly string[],
  body: () => void,
): Promise<void> {
  const missing = await requirePackages(packages);
  if (missing.length === 0) {
    describe(name, body);
    return;
  }
  leaveOut(
    name,
    missing.map((missed) => `needs Debian package ${missed}`),
  );
}

/** Registers a block of tests as left out, with each thing it lacks. */
export function leaveOut(name: string, reasons: readonly string[]): void {
  const file = process.env.CORELEDGER_LEFT_OUT_FILE;
  for (const reason of reasons) {
    if (file !== undefined) appendFileSync(file, `${name}: ${reason}\n`);
  }
  describe(name, () => it(reasons.join(', '), (context) => context.skip(reasons.join(', '))));
}

/** Installs what is missing of the packages if it may; gives those that are still missing. */
export async function requirePackages(packages: readonly string[]): Promise<string[]> {
  const absent = await notInstalled(packages);
  if (absent.length === 0 || !mayInstall()) return absent;
  try {
    await aptGet('install', '--yes', '--no-install-recommends', ...absent);
  } catch {
    // An old package list names files that are gone from the archive: refresh it once.
    await aptGet('update').catch(() => undefined);
    await aptGet('install', '--yes', '--no-install-recommends', ...absent).catch(() => undefined);
  }
  return notInstalled(absent);
}

function mayInstall(): boolean {
  return process.getuid?.() === 0 && process.env.CORELEDGER_TEST_INSTALL !== 'no';
}

async function notInstalled(packages: readonly string[]): Promise<string[]> {
  const states = await Promise.all(packages.map(isInstalled));
  return packages.filter((_, index) => !states[index]);
}

async function isInstalled(name: string): Promise<boolean> {
  try {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: dpkg-query's own format
    const { stdout } = await run('dpkg-query', ['--show', '--showformat=${db:Status-Status}\n', name]);
    return stdout.split('\n').includes('installed');
  } catch {
    return false;
  }
}

async function aptGet(...args: string[]): Promise<void> {
  // Test files run side by side: wait for the other's lock instead of failing.
  await run('apt-get', ['-o', 'DPkg::Lock::Timeout=300', '-q', ...args], {
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    maxBuffer: 64 * 1024 * 1024,
  });
}
