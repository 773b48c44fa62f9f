import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { repositoryRoot, type SourceFile, sourceFiles } from './support/source-tree.ts';

const files = sourceFiles('shared/src', 'agent/src', 'collector/src');

/** Who may know whom. A file may import from the prefixes of the first rule that fits its path; `node:` is spelled out. */
const layers: readonly { readonly of: RegExp; readonly may: readonly string[] }[] = [
  { of: /^shared\//, may: ['shared/', 'typebox'] },
  {
    of: /^agent\/src\/collectors\//,
    may: ['agent/src/collectors/', 'agent/src/host/host.ts', 'shared/', 'fast-xml-parser'],
  },
  {
    of: /^collector\/src\/(licensing|reconciliation|identity)\//,
    may: ['collector/src/licensing/', 'collector/src/reconciliation/', 'collector/src/identity/', 'shared/'],
  },
  {
    of: /^collector\/src\/ports\//,
    may: [
      'collector/src/ports/',
      'collector/src/licensing/',
      'collector/src/reconciliation/',
      'collector/src/identity/',
      'shared/',
    ],
  },
  {
    of: /^collector\/src\/services\//,
    may: [
      'collector/src/services/',
      'collector/src/ports/',
      'collector/src/licensing/',
      'collector/src/reconciliation/',
      'collector/src/identity/',
      'collector/src/errors.ts',
      'shared/',
      // The wire schema is typebox: checking a document against it needs the compiler.
      'typebox',
    ],
  },
];

/** What a folder must never know, where it may know much else. */
const walls: readonly { readonly of: RegExp; readonly never: RegExp }[] = [
  { of: /^agent\//, never: /^(collector|test)\// },
  { of: /^collector\//, never: /^(agent|test)\// },
  {
    of: /^collector\/src\/store\//,
    never: /^(@aws-sdk|fastify|@fastify|collector\/src\/(services|aws|http|cli)\/)/,
  },
  {
    of: /^collector\/src\/aws\//,
    never: /^(better-sqlite3|fastify|@fastify|collector\/src\/(services|store|http|cli)\/)/,
  },
  {
    of: /^collector\/src\/csv\//,
    never: /^(better-sqlite3|@aws-sdk|fastify|collector\/src\/(store|aws|http|cli)\/)/,
  },
  { of: /^collector\/src\/(http|cli)\//, never: /^(better-sqlite3|@aws-sdk|collector\/src\/(store|aws)\/)/ },
];

describe('layers', () => {
  it.each(layers)('$of knows only what it may', ({ of, may }) => {
    const strangers = importsOf(of).filter(([, target]) => !may.some((prefix) => target.startsWith(prefix)));
    expect(strangers).toEqual([]);
  });

  it.each(walls)('$of never knows $never', ({ of, never }) => {
    expect(importsOf(of).filter(([, target]) => never.test(target))).toEqual([]);
  });

  it('sees the imports it judges', () => {
    expect(files.length).toBeGreaterThan(100);
    expect(
      importsOf(/^collector\/src\/composition\.ts$/).some(([, target]) =>
        target.startsWith('collector/src/store/'),
      ),
    ).toBe(true);
  });
});

describe('pure code', () => {
  const pure = files.filter((file) =>
    /^collector\/src\/(licensing|reconciliation|identity)\//.test(file.path),
  );

  it('takes time and chance as arguments', () => {
    expect(naming(pure, /\bDate\.now\b|\bnew Date\(\)|\bMath\.random\b|\bprocess\./)).toEqual([]);
  });

  it('has no floating-point rounding in licensing', () => {
    const licensing = pure.filter((file) => file.path.includes('/licensing/'));
    expect(naming(licensing, /\bparseFloat\b|\btoFixed\b|Math\.(round|ceil)\(/)).toEqual([]);
  });
});

describe('conventions', () => {
  it('touches process only in the programs’ entries and worker entries', () => {
    const allowed = /^(agent|collector)\/src\/(main|[a-z-]+\/[a-z-]*process[a-z-]*)\.ts$/;
    expect(
      naming(
        files.filter((file) => !allowed.test(file.path)),
        /\bprocess\.(env|argv|exit|stdout|stderr|stdin)\b/,
      ),
    ).toEqual([]);
  });

  it('keeps files small', () => {
    const large = files.filter((file) => file.text.split('\n').length > 300).map((file) => file.path);
    expect(large).toEqual([]);
  });

  it('exports by name', () => {
    expect(naming(files, /^export default /m)).toEqual([]);
  });
});

describe('registration', () => {
  it('lists every collector of the agent in registry.ts', () => {
    const folders = readdirSync(join(repositoryRoot, 'agent/src/collectors'), { withFileTypes: true });
    const registry = files.find((file) => file.path === 'agent/src/collectors/registry.ts');
    const missing = folders
      .map((entry) => entry.name)
      .filter((name) => existsSync(join(repositoryRoot, 'agent/src/collectors', name, `${name}.ts`)))
      .filter(
        (name) => !registry?.imports.some((target) => target.startsWith(`agent/src/collectors/${name}/`)),
      );
    expect(missing).toEqual([]);
  });

  it('registers every route file', () => {
    const routes = files.filter((file) => /^collector\/src\/http\/routes\/[^/]+\.ts$/.test(file.path));
    const imported = new Set(
      files.flatMap((file) => (file.path.startsWith('collector/src/http/') ? file.imports : [])),
    );
    expect(routes.length).toBeGreaterThan(5);
    expect(routes.map((file) => file.path).filter((path) => !imported.has(path))).toEqual([]);
  });

  it('gives every folder of fixtures a README that says where it comes from', () => {
    const folders = readdirSync(join(repositoryRoot, 'test/fixtures'), { withFileTypes: true });
    const silent = folders
      .filter(
        (entry) =>
          entry.isDirectory() && !existsSync(join(repositoryRoot, 'test/fixtures', entry.name, 'README.md')),
      )
      .map((entry) => entry.name);
    expect(silent).toEqual([]);
  });
});

function importsOf(of: RegExp): (readonly [string, string])[] {
  return files
    .filter((file) => of.test(file.path))
    .flatMap((file) => file.imports.map((target) => [file.path, target] as const));
}

function naming(among: readonly SourceFile[], pattern: RegExp): string[] {
  return among.filter((file) => pattern.test(file.code)).map((file) => file.path);
}
