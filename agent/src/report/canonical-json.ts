/**
 * The canonical form (RFC 8785). JSON.stringify writes strings and numbers as that asks for; what is left is the order of
 * members, and objects that are in order already are not copied. Throws for what JSON cannot say and for lone surrogates.
 */
export function canonicalJson(value: unknown): string {
  const text = JSON.stringify(inOrder(value));
  if (text === undefined) throw new TypeError('not a JSON value');
  return text;
}

function inOrder(value: unknown): unknown {
  switch (typeof value) {
    case 'string':
      if (!value.isWellFormed()) throw new TypeError('a lone surrogate is no text');
      return value;
    case 'number':
      if (!Number.isFinite(value)) throw new TypeError(`${value} is not a JSON number`);
      return value;
    case 'object':
      if (value === null) return null;
      return Array.isArray(value) ? listInOrder(value) : membersInOrder(value as Record<string, unknown>);
    default:
      return value;
  }
}

function listInOrder(list: readonly unknown[]): readonly unknown[] {
  let copy: unknown[] | undefined;
  for (let index = 0; index < list.length; index += 1) {
    const ordered = inOrder(list[index]);
    if (ordered !== list[index]) {
      copy ??= list.slice();
      copy[index] = ordered;
    }
  }
  return copy ?? list;
}

function membersInOrder(object: Record<string, unknown>): Record<string, unknown> {
  const names = Object.keys(object);
  // An object keeps names that look like indexes before others: those cannot be put in order. The wire has none.
  if (/^\d/.test(names[0] ?? '')) throw new TypeError(`a member is named ${names[0]}`);
  const isSorted = names.every((name, index) => index === 0 || (names[index - 1] as string) < name);
  let ordered: Record<string, unknown> | undefined = isSorted ? undefined : {};
  if (!isSorted) names.sort();
  for (let index = 0; index < names.length; index += 1) {
    const name = names[index] as string;
    const member = inOrder(object[name]);
    if (ordered === undefined && member !== object[name]) ordered = copyOf(object, names.slice(0, index));
    if (ordered !== undefined) ordered[name] = member;
  }
  return ordered ?? object;
}

function copyOf(object: Record<string, unknown>, names: readonly string[]): Record<string, unknown> {
  const copy: Record<string, unknown> = {};
  for (const name of names) copy[name] = object[name];
  return copy;
}
