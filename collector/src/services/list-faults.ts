import type { TSchema } from 'typebox';
import type { Validator } from 'typebox/compile';
import type { FieldError } from '../errors.ts';

type AnyValidator = Validator<Record<never, never>, TSchema>;
type Container = Record<string | number, unknown>;

/** An array of which only the first items are looked at, and where it stands in the shortened document. */
interface LongArray {
  readonly path: string;
  readonly items: readonly unknown[];
  readonly holder: Container;
  readonly key: string | number;
}

const MAX_FAULTS = 20;
const MANY_ITEMS = 64;
const MANY_FIELDS = 256;
const DEEP = 16;
/** More than any array of the schema may hold. */
const MOST_ITEMS = 100_000;

/**
 * What is wrong with a document that its schema refuses, the first faults of it. Listing walks every item with an interpreter, a
 * thousand times slower than the compiled check: so it is done on long arrays' first items, and where those are sound, on the first
 * item that is not, which the compiled check finds.
 */
export function listFaults(validator: AnyValidator, document: unknown): FieldError[] {
  const long: LongArray[] = [];
  const root: Container = {};
  shorten(document, '', root, 'document', long, 0);
  const faults = faultsOf(validator, root.document);
  if (faults.length > 0) return faults;
  for (const array of long) {
    const { holder, key, items } = array;
    const few = holder[key];
    const isSound = (count: number) => {
      holder[key] = items.slice(0, count);
      return validator.Check(root.document);
    };
    if (!isSound(MOST_ITEMS)) return faultsBeyond(array, isSound, validator, root);
    holder[key] = few;
  }
  return [];
}

function faultsBeyond(
  { path, items, holder, key }: LongArray,
  isSound: (count: number) => boolean,
  validator: AnyValidator,
  root: Container,
): FieldError[] {
  let sound = MANY_ITEMS;
  let step = MANY_ITEMS;
  while (isSound(sound + step)) {
    sound += step;
    step *= 2;
  }
  for (; step >= 1; step = Math.floor(step / 2)) if (isSound(sound + step)) sound += step;
  holder[key] = items.slice(sound, sound + 1);
  const faults = faultsOf(validator, root.document);
  if (faults.length === 0) return [{ path, message: `must not have more than ${sound} items` }];
  const first = `${path}/0`;
  return faults.map((fault) =>
    fault.path === first || fault.path.startsWith(`${first}/`)
      ? { ...fault, path: `${path}/${sound}${fault.path.slice(first.length)}` }
      : fault,
  );
}

function faultsOf(validator: AnyValidator, document: unknown): FieldError[] {
  return validator
    .Errors(document)
    .slice(0, MAX_FAULTS)
    .map((error) => ({ path: error.instancePath || '/', message: error.message }));
}

function shorten(
  value: unknown,
  path: string,
  holder: Container,
  key: string | number,
  long: LongArray[],
  depth: number,
): void {
  holder[key] = value;
  if (value === null || typeof value !== 'object' || depth > DEEP) return;
  if (Array.isArray(value)) {
    if (value.length > MANY_ITEMS) long.push({ path, items: value, holder, key });
    const copy: unknown[] = [];
    holder[key] = copy;
    for (const [index, item] of value.slice(0, MANY_ITEMS).entries()) {
      shorten(item, `${path}/${index}`, copy as unknown as Container, index, long, depth + 1);
    }
    return;
  }
  const copy: Container = Object.create(null);
  holder[key] = copy;
  for (const name of Object.keys(value).slice(0, MANY_FIELDS)) {
    shorten((value as Container)[name], `${path}/${name}`, copy, name, long, depth + 1);
  }
}
