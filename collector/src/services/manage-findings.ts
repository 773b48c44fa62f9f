import { AppError } from '../errors.ts';
import type { Clock } from '../ports/clock.ts';
import type { FindingEvent, FindingStore, TrackedFinding } from '../ports/finding-store.ts';
import type { Page } from '../ports/page.ts';
import { type FindingText, findingCatalog } from '../reconciliation/finding-catalog.ts';
import type { FindNamed } from './find-named.ts';

export interface ExplainedFinding {
  readonly finding: TrackedFinding;
  readonly text: FindingText;
  readonly history: readonly FindingEvent[];
}

/** `host`, `license`: by id or by a name that only one has. An id that only findings remember will do. */
export interface FindingsRequest extends Omit<Parameters<FindingStore['list']>[0], 'hostId'> {
  readonly host?: string | undefined;
}

export interface ManageFindings {
  /** Throws AppError `bad-request` for a kind that there is not, `not-found` and `conflict` for what a name does not tell. */
  list(request: FindingsRequest): Promise<Page<TrackedFinding>>;
  /** Throws AppError `not-found`. */
  show(key: string): Promise<ExplainedFinding>;
  /** `until` null: for good. Throws AppError `not-found`, or `bad-request` for a time that has passed. */
  acknowledge(key: string, by: string, reason: string, until: number | null): Promise<ExplainedFinding>;
}

export function createManageFindings(parts: {
  findings: FindingStore;
  named: FindNamed;
  clock: Clock;
}): ManageFindings {
  const { findings, named, clock } = parts;

  /** What findings are about needs no looking up; names do, and what has none. */
  async function idOf(
    field: 'hostId' | 'license',
    given: string | undefined,
    find: (idOrName: string) => Promise<string>,
  ): Promise<string | undefined> {
    if (given === undefined) return undefined;
    const { items } = await findings.list({ limit: 1, [field]: given });
    return items.length > 0 ? given : find(given);
  }

  async function show(key: string): Promise<ExplainedFinding> {
    const known = await findings.byKey(key);
    if (known === undefined) throw new AppError('not-found', `no finding ${key}`);
    return { ...known, text: findingCatalog[known.finding.kind] };
  }

  return {
    async list({ host, license, ...page }) {
      if (page.kind !== undefined && !Object.hasOwn(findingCatalog, page.kind))
        throw new AppError(
          'bad-request',
          `no finding is of the kind ${page.kind}; there are: ${Object.keys(findingCatalog).join(', ')}`,
        );
      return findings.list({
        ...page,
        hostId: await idOf('hostId', host, named.host),
        license: await idOf('license', license, named.license),
      });
    },
    show,
    async acknowledge(key, by, reason, until) {
      const at = clock.now();
      if (until !== null && until <= at) throw new AppError('bad-request', '`until` has passed already');
      const entry = {
        at,
        actor: by,
        action: 'finding.acknowledge',
        subject: `finding:${key}`,
        reason,
        detail: { until },
      };
      if (!(await findings.acknowledge(key, { by, reason, until }, at, entry)))
        throw new AppError('not-found', `no open finding ${key}`);
      return show(key);
    },
  };
}
