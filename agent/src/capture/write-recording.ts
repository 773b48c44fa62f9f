import { mkdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Recording } from './recording-host.ts';
import { scrub } from './scrub.ts';

/** Lays a recording out as `root` and `cmd` in a folder, each file scrubbed. Gives the number of files with content. */
export function writeRecording(folder: string, recording: Recording): number {
  const root = join(folder, 'root');
  mkdirSync(root);
  mkdirSync(join(folder, 'cmd'));
  const real = realPathIn(recording.links);
  for (const path of recording.folders) makeFolder(join(root, real(path)));
  let written = 0;
  for (const [path, content] of recording.files) {
    const scrubbed = scrub(path, content);
    written += 1;
    put(join(root, real(path)), scrubbed ?? new Uint8Array());
  }
  for (const [link, target] of recording.links) place(() => makeLink(join(root, link), target));
  for (const path of recording.seen) {
    if (!recording.files.has(path) && !recording.links.has(path))
      put(join(root, real(path)), new Uint8Array());
  }
  for (const [name, output] of recording.outputs) {
    const scrubbed = scrub(name, new TextEncoder().encode(output));
    if (scrubbed === undefined) continue;
    written += 1;
    writeFileSync(join(folder, 'cmd', name), scrubbed);
  }
  return written;
}

/** Where a path leads whose beginning is a recorded link: what was read through a link is laid out at its target. */
function realPathIn(links: ReadonlyMap<string, string>): (path: string) => string {
  return (path) => {
    for (const [link, target] of links) {
      if (path === link || path.startsWith(`${link}/`)) return `${target}${path.slice(link.length)}`;
    }
    return path;
  };
}

function makeFolder(path: string): void {
  place(() => mkdirSync(path, { recursive: true }));
}

function put(path: string, content: Uint8Array): void {
  makeFolder(dirname(path));
  if (isThere(path)) return;
  place(() => writeFileSync(path, content, { flag: 'wx' }));
}

function makeLink(path: string, target: string): void {
  mkdirSync(dirname(path), { recursive: true });
  symlinkSync(target, path);
}

function isThere(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false }) !== undefined;
}

/** A path that the host changed between two answers (a file, then a folder) keeps what was first laid out. */
function place(make: () => void): void {
  try {
    make();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'EEXIST' && code !== 'ENOTDIR' && code !== 'ELOOP' && code !== 'EISDIR') throw error;
  }
}
