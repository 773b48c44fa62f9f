export function isWindows(): boolean {
  return process.platform === 'win32';
}

/** Nothing of the caller's environment reaches a program, but for what Windows programs cannot start without. */
export function commandEnvironment(): NodeJS.ProcessEnv {
  const fixed = { LC_ALL: 'C', LANG: 'C', PATH: '/usr/sbin:/usr/bin:/sbin:/bin' };
  if (!isWindows()) return fixed;
  const { SystemRoot, SystemDrive, ProgramData, ProgramFiles, TEMP } = process.env;
  return {
    ...fixed,
    PATH: `${SystemRoot}\\System32`,
    SystemRoot,
    SystemDrive,
    ProgramData,
    ProgramFiles,
    TEMP,
  };
}

/** A program and, but on Windows, all that it started and that stayed in its group. */
export function killProcessGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(isWindows() ? pid : -pid, 'SIGKILL');
  } catch {
    // Already gone.
  }
}

/** A program's path with `%SystemRoot%`, by which Windows programs are named since the drive is not always C:, filled in. */
export function programPath(path: string): string {
  return path.replace(/^%SystemRoot%/, () => systemRoot(process.env.SystemRoot));
}

/** `SystemRoot` where it is a folder of a local drive, as Windows sets it; anything else is not believed. */
function systemRoot(value: string | undefined): string {
  return value !== undefined && /^[A-Za-z]:\\[^"<>|*?]+$/.test(value) ? value : 'C:\\Windows';
}
