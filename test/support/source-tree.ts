import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

export const repositoryRoot = fileURLToPath(new URL('../..', import.meta.url));

/** One source file with what it imports: repository paths for relative imports, package names else. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
  /** `text` without comments; strings stay. */
  readonly code: string;
  readonly imports: readonly string[];
}

const IMPORTS =
  /^(?:import|export)\b[^;']*?\bfrom\s*'([^']+)'|^import\s*'([^']+)'|\bimport\(\s*'([^']+)'\s*\)/gm;

/** All `.ts` files below the given folders of the repository, sorted by path. */
export function sourceFiles(...folders: readonly string[]): SourceFile[] {
  return folders.flatMap((folder) => walk(join(repositoryRoot, folder))).map(readSource);
}

function walk(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return entry.name === 'node_modules' ? [] : walk(path);
      return entry.name.endsWith('.ts') ? [path] : [];
    });
}

function readSource(file: string): SourceFile {
  const path = relative(repositoryRoot, file);
  const text = readFileSync(file, 'utf8');
  const code = text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '$1');
  const specifiers = [...code.matchAll(IMPORTS)].map((match) => match[1] ?? match[2] ?? match[3] ?? '');
  return { path, text, code, imports: specifiers.map((specifier) => resolveImport(path, specifier)) };
}

function resolveImport(from: string, specifier: string): string {
  if (specifier.startsWith('.')) return posix.normalize(posix.join(dirname(from), specifier));
  return specifier.replace(/^@coreledger\/shared\//, 'shared/src/');
}
