import type { ModelShape, ServiceModel } from './service-model.ts';

/** Says whether a newer schema knows a member that this model lacks. */
export type NewerMember = (shapeName: string, member: string) => boolean;
/** Says whether a newer schema knows an enum value that this model lacks. */
export type NewerValue = (shapeName: string, value: string) => boolean;

export interface Newer {
  readonly member: NewerMember;
  readonly value: NewerValue;
}

/** Every fault of `value` as shape `name`: unknown and missing members, types, enums, bounds, patterns. */
export function validateShape(
  model: ServiceModel,
  name: string,
  value: unknown,
  newer: Newer,
  path = name,
): string[] {
  const shape = model.shapes[name];
  if (shape === undefined) return [`${path}: the model has no shape ${name}`];
  const fault = (message: string) => [`${path}: ${message}`];
  switch (shape.type) {
    case 'structure':
      return isDocument(value) ? structure(model, name, shape, value, newer, path) : fault('not a structure');
    case 'list':
      if (!Array.isArray(value)) return fault('not a list');
      return [
        ...bounds(shape, value.length, path),
        ...value.flatMap((item, index) =>
          validateShape(model, shape.member?.shape ?? '', item, newer, `${path}[${index}]`),
        ),
      ];
    case 'map':
      if (!isDocument(value)) return fault('not a map');
      return [
        ...bounds(shape, Object.keys(value).length, path),
        ...Object.entries(value).flatMap(([key, item]) => [
          ...validateShape(model, shape.key?.shape ?? '', key, newer, `${path} key ${key}`),
          ...validateShape(model, shape.value?.shape ?? '', item, newer, `${path}.${key}`),
        ]),
      ];
    case 'string':
      return typeof value === 'string' ? text(shape, name, value, newer, path) : fault('not a string');
    case 'integer':
    case 'long':
      return Number.isInteger(number(model, value))
        ? bounds(shape, number(model, value), path)
        : fault('not an integer');
    case 'float':
    case 'double':
      return Number.isFinite(number(model, value))
        ? bounds(shape, number(model, value), path)
        : fault('not a number');
    case 'boolean':
      return typeof value === 'boolean' ||
        (model.protocol === 'query' && /^(true|false)$/.test(String(value)))
        ? []
        : fault('not a boolean');
    case 'timestamp':
      // Epoch seconds in JSON; ISO 8601 in the query protocol.
      return typeof value === 'number' ||
        (model.protocol === 'query' && !Number.isNaN(Date.parse(String(value))))
        ? []
        : fault('not a timestamp');
    case 'blob':
      return typeof value === 'string' ? [] : fault('not a blob');
    default:
      return fault(`the model's type ${shape.type} is not known here`);
  }
}

function structure(
  model: ServiceModel,
  name: string,
  shape: ModelShape,
  value: Readonly<Record<string, unknown>>,
  newer: Newer,
  path: string,
): string[] {
  const missing = (shape.required ?? []).filter((member) => value[member] === undefined);
  const members = Object.entries(value).flatMap(([member, content]) => {
    const known = shape.members?.[member];
    if (known !== undefined) return validateShape(model, known.shape, content, newer, `${path}.${member}`);
    return newer.member(name, member) ? [] : [`${path}.${member}: unknown member`];
  });
  return [...missing.map((member) => `${path}.${member}: required`), ...members];
}

function text(shape: ModelShape, name: string, value: string, newer: Newer, path: string): string[] {
  if (shape.enum !== undefined && !shape.enum.includes(value) && !newer.value(name, value)) {
    return [`${path}: ${JSON.stringify(value)} is not one of ${shape.enum.join(', ')}`];
  }
  const unlike = shape.pattern !== undefined && !new RegExp(shape.pattern, 'u').test(value);
  return [
    ...bounds(shape, value.length, path),
    ...(unlike ? [`${path}: ${JSON.stringify(value)} does not match ${shape.pattern}`] : []),
  ];
}

function bounds({ min, max }: ModelShape, size: number, path: string): string[] {
  if (min !== undefined && size < min) return [`${path}: ${size} is below ${min}`];
  return max !== undefined && size > max ? [`${path}: ${size} is above ${max}`] : [];
}

/** The query protocol has text for numbers. */
function number(model: ServiceModel, value: unknown): number {
  if (typeof value === 'number') return value;
  return model.protocol === 'query' && typeof value === 'string' && value !== '' ? Number(value) : Number.NaN;
}

function isDocument(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
