import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseJoinToken } from '../../../agent/src/enrollment/parse-join-token.ts';

const good = {
  urls: ['https://collector.example:8443/'],
  ca: 'ab'.repeat(32),
  secret: 'S'.repeat(43),
};
const tokenOf = (value: unknown) => `clj1.${Buffer.from(JSON.stringify(value)).toString('base64url')}`;

describe('a join token', () => {
  it('is read with white space around it', () => {
    expect(parseJoinToken(`\n  ${tokenOf(good)}\r\n`)).toEqual({
      token: { ...good, urls: ['https://collector.example:8443'] },
      fault: null,
    });
  });

  it('may leave out the authority for plain HTTP on loopback alone', () => {
    const loopback = {
      ...good,
      ca: null,
      urls: ['http://127.0.0.1:8080', 'http://[::1]:1', 'http://localhost:1'],
    };
    expect(parseJoinToken(tokenOf(loopback)).fault).toBeNull();
    expect(parseJoinToken(tokenOf({ ...good, ca: null })).fault).toContain('pins no certificate authority');
    expect(parseJoinToken(tokenOf({ ...good, urls: ['http://collector.example'] })).fault).toContain(
      'not an https URL',
    );
    expect(parseJoinToken(tokenOf({ ...good, urls: ['http://127.0.0.1.evil.example'] })).fault).toContain(
      'https',
    );
  });

  it.each([
    ['another kind of string', 'hello', 'starts with "clj1."'],
    ['a cut token', tokenOf(good).slice(0, -20), 'damaged'],
    ['a secret of another length', tokenOf({ ...good, secret: 'S' }), 'damaged'],
    ['a field too many', tokenOf({ ...good, extra: 1 }), 'damaged'],
    ['no collector', tokenOf({ ...good, urls: [] }), 'damaged'],
    [
      'a URL with a password',
      tokenOf({ ...good, urls: ['https://u:hunter2@c.example'] }),
      'carries a password',
    ],
    ['an array', tokenOf([good]), 'damaged'],
    ['null', tokenOf(null), 'damaged'],
  ])('is refused where it is %s', (_, text, why) => {
    const { fault } = parseJoinToken(text);
    expect(fault).toContain(why);
    expect(fault).not.toContain('hunter2');
    expect(fault).not.toContain('SSSS');
  });

  it('never throws, whatever it is', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.json().map((text) => tokenOf(JSON.parse(text))),
        ),
        (text) => {
          const { token, fault } = parseJoinToken(text);
          expect((token === null) !== (fault === null)).toBe(true);
        },
      ),
    );
  });
});
