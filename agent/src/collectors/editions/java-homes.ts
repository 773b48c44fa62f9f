import type { Host } from '../../host/host.ts';
import type { FieldReader } from '../field-reader.ts';
import { folderSearch } from '../folder-search.ts';

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
/** Large folders of other things, in which no Java home is expected. */
const PASSED_OVER =
  /^(bin|lib|lib64|sbin|share|man|doc|docs|include|log|logs|src|node_modules|python\d.*|\..*)$/;

/** A link to the system's own tree finds its `bin/java`, which is a link to one of the homes. */
const SYSTEM = /^\/(usr(\/local)?)?$/;

/** Folders with a `bin/java`, links followed and each once; the `jre` of a JDK is part of it. `more` are looked at themselves. */
export function javaHomes(host: Host, files: FieldReader, more: readonly string[]): string[] {
  const homes = new Set<string>();
  const { visit, narrow } = folderSearch(files);

  // Links are resolved for homes alone: levels and the search's bounds hold the rest, and a resolved path costs as much as ten looks.
  function look(path: string, levels: number): void {
    if (host.kind(`${path}/bin/java`) === 'file') {
      const real = files.attempt(() => host.realPath(path));
      if (real !== null && !SYSTEM.test(real)) homes.add(real);
    } else if (levels > 0) {
      descend(path, levels - 1);
    }
  }

  function descend(folder: string, levels: number): void {
    const names = visit(folder).filter((name) => !PASSED_OVER.test(name));
    for (const name of narrow(folder, names)) look(`${folder}/${name}`, levels);
  }

  for (const [folder, levels] of TREES) {
    if (host.kind(folder) === 'directory') descend(folder, levels - 1);
  }
  for (const folder of more) look(folder, 0);
  return [...homes].sort();
}
