import { AppError } from '../errors.ts';
import type { Clock } from '../ports/clock.ts';
import type { FindingEvent, FindingStore, TrackedFinding } from '../ports/finding-store.ts';
import type { Page } from '../ports/page.ts';
import { type FindingText, findingCatalog } from '../reconciliation/finding-catalog.ts';

export interface ExplainedFinding {
  readonly finding: TrackedFinding;
  readonly text: FindingText;
  readonly history: readonly FindingEvent[];
}

export interface ManageFindings {
  /** Throws AppError `bad-request` for a kind that there is not. */
  list(page: Parameters<FindingStore['list']>[0]): Promise<Page<TrackedFinding>>;
  /** Throws AppError `not-found`. */
  show(key: string): Promise<ExplainedFinding>;
  /** `until` null: for good. Throws AppError `not-found`, or `bad-request` for a time that has passed. */
  acknowledge(key: string, by: string, reason: string, until: number | null): Promise<ExplainedFinding>;
}

export function createManageFindings(parts: { findings: FindingStore; clock: Clock }): ManageFindings {
  const { findings, clock } = parts;

  async function show(key: string): Promise<ExplainedFinding> {
    const known = await findings.byKey(key);
    if (known === undefined) throw new AppError('not-found', `no finding ${key}`);
    return { ...known, text: findingCatalog[known.finding.kind] };
  }

  return {
    async list(page) {
      if (page.kind !== undefined && !Object.hasOwn(findingCatalog, page.kind))
        throw new AppError(
          'bad-request',
          `no finding is of the kind ${page.kind}; there are: ${Object.keys(findingCatalog).join(', ')}`,
        );
      return findings.list(page);
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
