import type { SoftwareItem } from '@coreledger/shared/software.ts';
import canonicalize from 'canonicalize';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contentPartsOf } from '../../../collector/src/services/content-parts.ts';
import { cutKnownRows } from '../../../collector/src/services/cut-known-rows.ts';
import { createKnownRows, type KnownRows } from '../../../collector/src/services/known-rows.ts';
import { parseReport } from '../../../collector/src/services/parse-report.ts';
import { dpkgItem, hostReport, presentSection } from '../../support/collector/test-agent.ts';

const NOTHING_KNOWN: KnownRows = { find: () => undefined, after: () => undefined, add() {} };
const AGENT = '5f6e3a52-7a1e-4a58-9d0c-6f0a7f0f7c11';

/** Texts that look like the marks between rows, or end what they should not. */
const hostile = [
  '},{"architecture":',
  '"value":[{"architecture":',
  '{"architecture":"',
  '"}]}',
  '}]}',
  ']',
  '}',
  '"',
  '\\',
  '\\"',
  ',',
  '\u0000',
  '\u2028',
  'é漢',
  '\ud83d\ude00',
  '\\ud800',
  '"sections":',
  ',"sequence":',
  '__proto__',
  'stands in for the rows that were cut out',
];
const short = fc.oneof(
  fc.constantFrom('bash', 'coreutils', 'zlib1g', ...hostile),
  fc.string({ unit: 'binary', maxLength: 12 }),
);
const text = fc.oneof(
  short,
  fc.array(fc.constantFrom(...hostile), { maxLength: 4 }).map((parts) => parts.join('')),
);
const row: fc.Arbitrary<SoftwareItem> = fc.record(
  {
    name: text.map((name) => name || 'unnamed'),
    version: fc.option(text),
    architecture: fc.option(short),
    publisher: fc.option(text),
    source: short,
    location: text,
    ssmFilter: short,
  },
  { requiredKeys: ['name', 'version', 'architecture', 'publisher', 'source', 'location'] },
);
const rows = fc.array(row, { maxLength: 8 });

function reportText(value: readonly SoftwareItem[]): string {
  const report = { ...hostReport({ software: presentSection([...value]) }), agentId: AGENT, sequence: 7 };
  return canonicalize(report) as string;
}

/** What a full parse says of a text, or its refusal. */
function judged(body: string, known: KnownRows): unknown {
  try {
    return parseReport(Buffer.from(body), known);
  } catch (error) {
    return { refusal: String(error), errors: (error as { errors?: unknown }).errors };
  }
}

function knowing(value: readonly SoftwareItem[]): KnownRows {
  const known = createKnownRows();
  parseReport(Buffer.from(reportText(value)), known);
  return known;
}

describe('a report of which rows are known', () => {
  it('is read as by a full parse, whatever is known of it', () => {
    fc.assert(
      fc.property(rows, rows, fc.infiniteStream(fc.boolean()), (before, fresh, mix) => {
        const known = knowing(before);
        const mixed = [...fresh, ...before.filter(() => mix.next().value)].sort(() =>
          mix.next().value ? 1 : -1,
        );
        const body = reportText(mixed);
        expect(judged(body, known)).toEqual(judged(body, NOTHING_KNOWN));
        expect(judged(body, known)).toMatchObject({ agentId: AGENT });
      }),
      { numRuns: 300 },
    );
  });

  it('is refused as by a full parse when anything of it is altered', () => {
    const fragments = fc.constantFrom(
      ...hostile,
      '{"architecture":null,',
      '"publisher":null',
      '"status":"present"',
      '[]',
      ' ',
      '0',
      'null',
      ...[dpkgItem('bash'), dpkgItem('dash')].map((item) => canonicalize(item) as string),
    );
    const edits = fc.array(
      fc.record({ at: fc.double({ min: 0, max: 1, noNaN: true }), drop: fc.nat(60), put: fragments }),
      { minLength: 1, maxLength: 4 },
    );
    let accepted = 0;
    fc.assert(
      fc.property(rows, rows, edits, (before, fresh, changes) => {
        const known = knowing([...before, dpkgItem('bash'), dpkgItem('dash')]);
        let body = reportText([...before, dpkgItem('bash'), ...fresh, dpkgItem('dash')]);
        for (const { at, drop, put } of changes) {
          const from = Math.floor(at * body.length);
          body = body.slice(0, from) + put + body.slice(from + drop);
        }
        const expected = judged(body, NOTHING_KNOWN);
        if ('agentId' in (expected as object)) accepted++;
        expect(judged(body, known)).toEqual(expected);
      }),
      { numRuns: 500 },
    );
    expect(accepted).toBeLessThan(250);
  });

  const known = dpkgItem('bash');
  const knownText = canonicalize(known) as string;
  const sound = reportText([known, dpkgItem('zsh')]);
  it.each([
    ['a comma without a row', sound.replace(`${knownText},`, `${knownText},,`)],
    ['a comma at the end', sound.replace(/}\]}(?=,"ssmRegistration")/, '},]}')],
    ['no comma', sound.replace(`${knownText},`, knownText)],
    ['a space between rows', sound.replace(`${knownText},`, `${knownText}, `)],
    ['a row in another section', sound.replace(/"network":\{[^}]*\}/, `"network":${rowsIn(knownText)}`)],
    ['rows as editions', sound.replace(/"editions":\{[^}]*\}/, `"editions":${rowsIn(knownText)}`)],
    ['a row within a row', sound.replace(knownText, knownText.replace('null', knownText))],
    ['a row within a text', sound.replace('"db01"', JSON.stringify(knownText))],
    ['rows twice', sound.replace('"status":"present","value":[{', `"value":[${knownText}],"value":[{`)],
    ['too many rows', reportText(Array.from({ length: 50_001 }, () => known))],
    ['an end in the middle', sound.slice(0, sound.indexOf(knownText) + knownText.length)],
    ['a sequence in the text of a row', reportText([known, dpkgItem(',"sequence":')])],
  ])('with %s is judged as by a full parse', (_name, body) => {
    expect(judged(body, knowing([known]))).toEqual(judged(body, NOTHING_KNOWN));
  });

  it('is cut down to what is new', () => {
    const rest = cutKnownRows(Buffer.from(sound), knowing([known]));
    expect(String(rest?.bytes)).not.toContain(knownText);
    expect(rest?.rows).toEqual([known, null]);
  });
});

it('rows out of mind are read anew', () => {
  const known = createKnownRows(500);
  const bodies = Array.from({ length: 30 }, (_, no) => reportText([dpkgItem(`name-${no}`), dpkgItem('zsh')]));
  for (const body of [...bodies, ...bodies]) {
    expect(judged(body, known)).toEqual(judged(body, NOTHING_KNOWN));
  }
  const first = canonicalize(dpkgItem('name-0')) as string;
  const last = canonicalize(dpkgItem('name-29')) as string;
  const always = canonicalize(dpkgItem('zsh')) as string;
  expect([first, last, always].map((row) => known.find(row) !== undefined)).toEqual([false, true, true]);
});

it('the content of a report is cut out of its text', () => {
  fc.assert(
    fc.property(rows, text, (value, hostName) => {
      const report = hostReport({ software: presentSection(value) });
      report.identity.hostName = hostName || 'host';
      report.identity.fqdn = ',"observedAt":';
      const { agent, identity, sections } = report;
      const parts = contentPartsOf(Buffer.from(canonicalize({ ...report, sequence: 1 }) as string));
      expect(Buffer.concat(parts.map((part) => Buffer.from(part))).toString()).toBe(
        canonicalize({ agent, identity, sections }),
      );
    }),
  );
});

function rowsIn(row: string): string {
  return `{"complete":true,"conflicts":[],"sources":[],"status":"present","value":[${row}]}`;
}
