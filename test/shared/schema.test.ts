import { readdirSync, readFileSync } from 'node:fs';
import { HOST_REPORT_SCHEMA } from '@coreledger/shared/host-report.ts';
import { describe, expect, it } from 'vitest';

const folder = new URL('../../shared/schema/', import.meta.url);
const schemas = readdirSync(folder).map((name) => [
  name,
  JSON.parse(readFileSync(new URL(name, folder), 'utf8')),
]);

describe.each(schemas)('published schema %s', (name, schema) => {
  it('is named by its id', () => {
    expect(`${schema.$id.replace('urn:coreledger:schema:', '')}.json`).toBe(name);
  });

  it('refuses unknown fields in every object', () => {
    const open: string[] = [];
    visit(schema, '', (node, path) => {
      if (node.type === 'object' && node.properties && node.additionalProperties !== false) open.push(path);
    });
    expect(open).toEqual([]);
  });

  it('bounds every string and array', () => {
    const unbounded: string[] = [];
    visit(schema, '', (node, path) => {
      if (
        node.type === 'string' &&
        node.const === undefined &&
        node.maxLength === undefined &&
        node.pattern === undefined
      )
        unbounded.push(path);
      if (node.type === 'array' && node.maxItems === undefined) unbounded.push(path);
    });
    expect(unbounded).toEqual([]);
  });
});

it('publishes the schema that reports name', () => {
  expect(schemas.map(([name]) => name)).toContain(
    `${HOST_REPORT_SCHEMA.replace('coreledger/', '').replace('/', '-')}.json`,
  );
});

function visit(
  node: unknown,
  path: string,
  see: (node: Record<string, unknown>, path: string) => void,
): void {
  if (node === null || typeof node !== 'object') return;
  if (!Array.isArray(node)) see(node as Record<string, unknown>, path);
  for (const [key, child] of Object.entries(node)) visit(child, `${path}/${key}`, see);
}
