import canonicalize from 'canonicalize';

/** The canonical form (RFC 8785). Throws for what JSON cannot say. */
export function canonicalJson(value: unknown): string {
  const text = canonicalize(value);
  if (text === undefined) throw new TypeError('not a JSON value');
  return text;
}
