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

/** Folders with a `bin/java`, links followed and each once; the `jre` of a JDK is part of it. `more` are looked at themselves. */
export function javaHomes(host: Host, files: FieldReader, more: readonly string[]): string[] {
  const homes = new Set<string>();
  /** Levels that a folder was looked at with: links lead to the same folder from several heights. */
  const seen = new Map<string, number>();
  let budget = MAX_FOLDERS;

  function look(path: string, levels: number): void {
    if (host.kind(path) !== 'directory') return;
    const real = files.attempt(() => host.realPath(path));
    if (real === null || (seen.get(real) ?? -1) >= levels) return;
    // A link to a folder that it lies in leads nowhere new.
    if (real === '/' || path.startsWith(`${real}/`)) return;
    seen.set(real, levels);
    if (host.kind(`${real}/bin/java`) === 'file') homes.add(real);
    else if (levels > 0) descend(real, levels - 1);
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
