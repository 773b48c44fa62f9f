import type { SectionName, Sections } from '@coreledger/shared/host-report.ts';
import type { Host } from '../host/host.ts';

/** The type of one section's value when it is present. */
export type SectionValue<Name extends SectionName> = Extract<Sections[Name], { status: 'present' }>['value'];

/**
 * One section of the report. `collect` reads through the host port alone and never throws for what a machine may lack:
 * it returns an unavailable or failed section. `registry.ts` lists every collector; `collect-sections.ts` gives each its deadline.
 */
export interface Collector<Name extends SectionName = SectionName> {
  readonly section: Name;
  readonly deadlineMs: number;
  collect(host: Host, soFar: Partial<Sections>): Promise<Sections[Name]>;
}
