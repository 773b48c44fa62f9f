import type { TSchema } from 'typebox';
import { Settings } from 'typebox/system';
import { Value } from 'typebox/value';
import type { FieldError } from './errors.ts';

const MOST_ERRORS = 10_000;

type SchemaError = ReturnType<typeof Value.Errors>[number];

/**
 * What is wrong with a file that people write, for them: each fault once, at its place (a JSON pointer), of the alternative that
 * was meant. A pattern is told by the `description` of its schema. Empty where nothing is wrong.
 */
export function schemaFaults(schema: TSchema, document: unknown): FieldError[] {
  const errors = errorsOf(schema, document).filter(({ keyword }) => keyword !== 'boolean');
  const faults = withoutUnions(errors).flatMap((error) => faultsOf(error, schema));
  return faults.filter(({ path }, index) => faults.findIndex((one) => one.path === path) === index);
}

/** More than the eight that are told otherwise: an operator mends a file once. What agents send keeps that bound. */
function errorsOf(schema: TSchema, document: unknown): SchemaError[] {
  const { maxErrors } = Settings.Get();
  try {
    Settings.Set({ maxErrors: MOST_ERRORS });
    return [...Value.Errors(schema, document)];
  } finally {
    Settings.Set({ maxErrors });
  }
}

/** Innermost unions first: the errors of each are reduced to those of the branch that was meant. */
function withoutUnions(errors: readonly SchemaError[]): readonly SchemaError[] {
  const union = errors
    .filter(({ keyword }) => keyword === 'anyOf')
    .toSorted((a, b) => b.schemaPath.length - a.schemaPath.length)[0];
  if (union === undefined) return errors;
  const inside = errors.filter((one) => isInside(one, union));
  const rest = errors.filter((one) => one !== union && !inside.includes(one));
  return withoutUnions([...rest, ...meant(inside, union)]);
}

function isInside(error: SchemaError, union: SchemaError): boolean {
  return (
    error !== union &&
    `${error.instancePath}/`.startsWith(`${union.instancePath}/`) &&
    error.schemaPath.startsWith(`${union.schemaPath}/anyOf/`)
  );
}

/** The branch of a union whose kind and constants fit, else what any of them would have had to be. */
function meant(inside: readonly SchemaError[], union: SchemaError): readonly SchemaError[] {
  const branches = [...Map.groupBy(inside, (error) => branchOf(error, union)).values()];
  const excludes = ({ keyword, instancePath }: SchemaError) =>
    keyword === 'const' || (keyword === 'type' && instancePath === union.instancePath);
  const fitting = branches.find((branch) => !branch.some(excludes));
  if (fitting !== undefined) return fitting;
  const told = inside.filter(({ keyword }) => keyword === 'const');
  const place = told[0]?.instancePath ?? union.instancePath;
  const kinds = branches
    .filter((branch) => !branch.some(({ keyword }) => keyword === 'const'))
    .flatMap((branch) =>
      branch.flatMap((error) => (error.keyword === 'type' ? String(error.params.type) : [])),
    );
  const values = told.flatMap((error) =>
    'allowedValue' in error.params ? String(error.params.allowedValue) : [],
  );
  const choices = [...new Set([...values, ...kinds])];
  return [
    {
      keyword: 'enum',
      instancePath: place,
      schemaPath: union.schemaPath,
      params: { allowedValues: choices },
      message: `must be ${choices.length > 1 ? 'one of ' : ''}${choices.join(', ')}`,
    } as SchemaError,
  ];
}

function branchOf({ schemaPath }: SchemaError, union: SchemaError): string {
  return schemaPath.slice(`${union.schemaPath}/anyOf/`.length).split('/')[0] ?? '';
}

function faultsOf(error: SchemaError, schema: TSchema): FieldError[] {
  const { instancePath: path, params, message } = error;
  if ('requiredProperties' in params)
    return params.requiredProperties.map((name) => ({ path: `${path}/${name}`, message: 'is missing' }));
  if ('additionalProperties' in params)
    return params.additionalProperties.map((name) => ({
      path: `${path}/${name}`,
      message: 'is not known here',
    }));
  const wanted = error.keyword === 'pattern' ? descriptionAt(error.schemaPath, schema) : undefined;
  return [{ path, message: wanted === undefined ? message : `must be ${wanted}` }];
}

/** What the schema at a place says of itself. */
function descriptionAt(schemaPath: string, schema: TSchema): string | undefined {
  const found = schemaPath
    .split('/')
    .slice(1)
    .reduce<unknown>((one, key) => (one as Record<string, unknown> | undefined)?.[key], schema);
  const { description } = (found ?? {}) as { description?: unknown };
  return typeof description === 'string' ? description : undefined;
}
