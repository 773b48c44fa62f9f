import type { SourceOutcome } from '@coreledger/shared/section.ts';
import type { SoftwareItem } from '@coreledger/shared/software.ts';

/** What one package manager or registry view lists, and how reading it ended. */
export interface SoftwareSource {
  readonly items: readonly SoftwareItem[];
  readonly outcome: SourceOutcome;
}
