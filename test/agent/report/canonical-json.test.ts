import canonicalize from 'canonicalize';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { canonicalJson } from '../../../agent/src/report/canonical-json.ts';

const name = fc
  .string({ unit: 'grapheme' })
  .filter((text) => !/^\d/.test(text) && text !== '__proto__' && text.isWellFormed());
const json = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.string({ unit: 'grapheme' }).filter((text) => text.isWellFormed()),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(name, tie('value'), { maxKeys: 5, noNullPrototype: true }),
  ),
})).value;

it('writes what another implementation of RFC 8785 writes', () => {
  fc.assert(
    fc.property(json, (value) => {
      expect(canonicalJson(value)).toBe(canonicalize(value));
    }),
  );
});

it('leaves what it was given as it was', () => {
  const value = { b: 1, a: [{ d: 1, c: 2 }] };
  expect(canonicalJson(value)).toBe('{"a":[{"c":2,"d":1}],"b":1}');
  expect(Object.keys(value)).toEqual(['b', 'a']);
});

it.each([
  ['a lone surrogate', { a: '\ud800' }],
  ['infinity', [Number.POSITIVE_INFINITY]],
  ['not a number', [Number.NaN]],
  ['a member named by a number', { 1: 'a' }],
  ['nothing', undefined],
])('refuses %s', (_, value) => {
  expect(() => canonicalJson(value)).toThrow(TypeError);
});
