import { type ConsumptionLine, type LineState, totalLines } from '../../licensing/consumption.ts';
import type { Position } from '../../licensing/position.ts';
import { isInGroup } from '../../licensing/scope.ts';
import type { AnswerPosition, AskedInstant } from '../positions/answer-position.ts';
import { type Cursor, readCursor } from './cursor.ts';
import type { ConsumptionDocument, LicenseDocument, LineDocument } from './documents.ts';
import { findHost } from './find-host.ts';
import { findPosition } from './find-position.ts';
import { type Groups, groupNamed } from './group-named.ts';
import { holdAnswer } from './hold-answer.ts';
import { instant } from './instant.ts';
import { lineDocument } from './line-document.ts';
import { compareKeys, pageOf } from './page-of.ts';
import { consumptionDocument, positionDocument } from './position-document.ts';

export interface LineFilter {
  readonly state?: LineState | undefined;
  readonly stale?: boolean | undefined;
  /** Hosts whose name begins so. */
  readonly host?: string | undefined;
  /** Hosts of this group of licenses.yaml. */
  readonly group?: string | undefined;
}

export interface LinesRequest extends AskedInstant, LineFilter {
  readonly limit: number;
  readonly after?: string | undefined;
}

export interface ReadConsumption {
  /** The id of a license, by id or unique name. Throws AppError `not-found`, `conflict`. */
  idOf(idOrName: string): Promise<string>;
  consumption(asked?: AskedInstant): Promise<ConsumptionDocument>;
  /** One license host by host. Throws AppError `not-found`, `conflict`, `bad-request` for a foreign cursor. */
  license(id: string, request: LinesRequest): Promise<LicenseDocument>;
  /** The same from a host's side, by id or unique name. Throws AppError `not-found`, `conflict`. */
  ofHost(idOrName: string, asked?: AskedInstant): Promise<readonly LineDocument[]>;
}

const EXPORTED_AT_ONCE = 1_000;

export function createReadConsumption(answer: AnswerPosition, groups: Groups): ReadConsumption {
  // Pages of one listing come from one answer: its lines are sorted once.
  const sorted = new WeakMap<Position, readonly ConsumptionLine[]>();

  function linesOf(position: Position): readonly ConsumptionLine[] {
    const lines = sorted.get(position) ?? position.onPremises.lines.toSorted(byKey);
    sorted.set(position, lines);
    return lines;
  }

  return {
    idOf: async (idOrName) => findPosition(await answer(), idOrName).license.id,

    consumption: async (asked) => consumptionDocument(await answer(asked)),

    async license(id, request) {
      const cursor = request.after === undefined ? undefined : readCursor(request.after);
      const answered = await answer(cursor === undefined ? request : instantOf(cursor));
      const position = findPosition(answered, id);
      const group = groupNamed(groups, request.group);
      const inGroup = ({ hostId }: ConsumptionLine): boolean => {
        const host = answered.facts.get(hostId);
        return group === undefined || (host !== undefined && isInGroup(host, group));
      };
      const lines = linesOf(position).filter((line) => passes(line, request) && inGroup(line));
      const { at, knownAt } = answered.asked;
      const start = cursor ?? { at, knownAt: knownAt ?? null, after: [] };
      const { items, next } = pageOf(lines, keyOf, start, request.limit);
      holdAnswer(answer, answered, next);
      return {
        asOf: instant(at),
        knownAt: instant(knownAt ?? null),
        position: positionDocument(position),
        totals: { ...totalLines(lines), lines: lines.length },
        items: items.map((line) => lineDocument(line, position.license)),
        next,
      };
    },

    async ofHost(idOrName, asked) {
      const answered = await answer(asked);
      const { hostId } = findHost(answered, idOrName);
      return answered.report.positions.flatMap((position) =>
        position.onPremises.lines
          .filter((line) => line.hostId === hostId)
          .map((line) => lineDocument(line, position.license)),
      );
    },
  };
}

function instantOf({ at, knownAt }: Cursor): AskedInstant {
  return knownAt === null ? { at } : { at, knownAt };
}

/** Every line of a license, page by page and all of one instant: for export. */
export async function* linePages(
  consumption: ReadConsumption,
  license: string,
  request: AskedInstant & LineFilter,
): AsyncGenerator<readonly LineDocument[], void> {
  let after: string | undefined;
  do {
    const page = await consumption.license(license, { ...request, limit: EXPORTED_AT_ONCE, after });
    yield page.items;
    after = page.next ?? undefined;
  } while (after !== undefined);
}

function passes(line: ConsumptionLine, { state, stale, host }: LineFilter): boolean {
  return (
    (state === undefined || line.state === state) &&
    (stale === undefined || line.stale === stale) &&
    (host === undefined || line.hostName.startsWith(host))
  );
}

/** A license has one line for a host and state. */
function keyOf(line: ConsumptionLine): readonly string[] {
  return [line.hostName, line.hostId, line.state];
}

function byKey(a: ConsumptionLine, b: ConsumptionLine): number {
  return compareKeys(keyOf(a), keyOf(b));
}
