import { realpathSync } from 'node:fs';
import { fileTree } from './file-tree.ts';
import { type Host, HostReadError } from './host.ts';
import { capturedRegistry, isWindowsCapture } from './windows-capture.ts';

export interface RootedHostOptions {
  /** Folder that stands for `/`: a mounted image or a capture. */
  readonly root: string;
  /** Folder with captured command output, one file per command, and of a Windows machine its registry exports. */
  readonly commands?: string | undefined;
}

/**
 * Another machine's tree: of Windows where `isWindowsCapture` says so, else of Linux. No command is run and nothing of the running machine is asked. Throws the system call's error
 * where the root cannot be seen.
 */
export function rootedHost(options: RootedHostOptions): Host {
  const captures = options.commands === undefined ? undefined : fileTree(realpathSync(options.commands));
  const windows = captures !== undefined && isWindowsCapture(captures);
  return {
    ...fileTree(realpathSync(options.root), windows),
    platform: windows ? 'win32' : 'linux',
    local: false,
    async run(command) {
      if (captures === undefined) throw new HostReadError('absent', `${command.capture}: no captured output`);
      return captures.readText(`/${command.capture}`, command.maxBytes);
    },
    registry: windows ? capturedRegistry(captures) : async () => undefined,
    interfaces: () => [],
    memoryBytes: () => null,
  };
}
