import { decodeText } from '../host/decode-text.ts';
import type { Host } from '../host/host.ts';

/** What a scan read, by absolute path: enough to give the same answers again. */
export interface Recording {
  readonly files: Map<string, Uint8Array>;
  /** Files that were asked for and not read. */
  readonly seen: Set<string>;
  readonly folders: Set<string>;
  /** Target by link. */
  readonly links: Map<string, string>;
  /** Output by the name of its capture. */
  readonly outputs: Map<string, string>;
}

/** A host that answers as `host` does and keeps what it answered. What could not be read is not kept: it stays absent. */
export function recordingHost(host: Host): { readonly host: Host; readonly recording: Recording } {
  const recording: Recording = {
    files: new Map(),
    seen: new Set(),
    folders: new Set(),
    links: new Map(),
    outputs: new Map(),
  };

  function keep(path: string, bytes: Uint8Array): Uint8Array {
    // A head never takes the place of the whole.
    if ((recording.files.get(path)?.length ?? -1) < bytes.length) recording.files.set(path, bytes);
    return bytes;
  }

  const recorder: Host = {
    ...host,
    readBytes: (path, maxBytes) => keep(path, host.readBytes(path, maxBytes)),
    readText: (path, maxBytes) => decodeText(keep(path, host.readBytes(path, maxBytes))),
    readHead: (path, bytes) => keep(path, host.readHead(path, bytes)),
    realPath(path) {
      const real = host.realPath(path);
      if (real !== path) recording.links.set(path, real);
      return real;
    },
    list(path) {
      const names = host.list(path);
      recording.folders.add(path);
      for (const name of names) recording.seen.add(`${path === '/' ? '' : path}/${name}`);
      return names;
    },
    folders(path) {
      const names = host.folders(path);
      for (const name of ['', ...names.map((folder) => `/${folder}`)])
        recording.folders.add(`${path}${name}`);
      return names;
    },
    kind(path) {
      const kind = host.kind(path);
      if (kind === 'file') recording.seen.add(path);
      if (kind === 'directory') recording.folders.add(path);
      return kind;
    },
    async run(command) {
      const output = await host.run(command);
      recording.outputs.set(command.capture, output);
      return output;
    },
  };
  return { host: recorder, recording };
}
