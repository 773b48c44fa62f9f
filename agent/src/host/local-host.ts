import { totalmem } from 'node:os';
import { fileTree } from './file-tree.ts';
import type { Host } from './host.ts';
import { localInterfaces } from './local-interfaces.ts';
import { localRegistry } from './local-registry.ts';
import { isWindows } from './process-environment.ts';
import { runCommand } from './run-command.ts';

/** The machine this process runs on. */
export function localHost(): Host {
  return {
    ...fileTree(),
    platform: isWindows() ? 'win32' : 'linux',
    local: true,
    run: runCommand,
    registry: isWindows() ? localRegistry() : async () => undefined,
    interfaces: localInterfaces,
    memoryBytes: totalmem,
  };
}
