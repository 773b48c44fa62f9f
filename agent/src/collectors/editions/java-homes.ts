import type { Host } from '../../host/host.ts';
import type { FieldReader } from '../field-reader.ts';

/** Where Java is installed or comes with other products, each with the levels below that are looked at. */
const TREES: readonly (readonly [folder: string, levels: number])[] = [
  ['/usr/lib/jvm', 1],
  ['/usr/lib64/jvm', 1],
  ['/usr/lib32/jvm', 1],
  ['/usr/java', 1],
  ['/usr/local', 2],
  ['/opt', 4],
  ['/u01', 6],
];
const MAX_FOLDERS = 2_500;
/** A folder wider than this is a store of data: it is not entered. */
const MAX_WIDTH = 256;
/** Large folders of other things, in which no Java home is expected. */
const PASSED_OVER =
  /^(bin|lib|lib64|sbin|share|man|doc|docs|include|log|logs|src|node_modules|python\d.*|\..*)$/;

/** A link to the system's own tree finds its `bin/java`, which is a link to one of the homes. */
const SYSTEM = /^\/(usr(\/local)?)?$/;

/** Folders with a `bin/java`, links followed and each once; the `jre` of a JDK is part of it. `more` are looked at themselves. */
export function javaHomes(host: Host, files: FieldReader, more: readonly string[]): string[] {
  const homes = new Set<string>();
  let budget = MAX_FOLDERS;

  // Links are resolved for homes alone: levels and budget bound the rest, and a resolved path costs as much as ten looks.
  function look(path: string, levels: number): void {
    if (host.kind(`${path}/bin/java`) === 'file') {
      const real = files.attempt(() => host.realPath(path));
      if (real !== null && !SYSTEM.test(real)) homes.add(real);
    } else if (levels > 0 && host.kind(path) === 'directory') {
      descend(path, levels - 1);
    }
  }

  function descend(folder: string, levels: number): void {
    if (budget <= 0) return;
    budget -= 1;
    const names = files.list(folder);
    if (names.length > MAX_WIDTH) return;
    for (const name of names) {
      if (!PASSED_OVER.test(name)) look(`${folder}/${name}`, levels);
    }
  }

  for (const [folder, levels] of TREES) {
    if (host.kind(folder) === 'directory') descend(folder, levels - 1);
  }
  for (const folder of more) look(folder, 0);
  return [...homes].sort();
}
