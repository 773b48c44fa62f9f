import { Sections } from '@coreledger/shared/host-report.ts';
import { Value } from 'typebox/value';

/** Where sections break the wire schema, as "path: why"; none where they keep to it. */
export function schemaFaults(sections: unknown): string[] {
  return Value.Errors(Sections, sections).map(({ instancePath, message }) => `${instancePath}: ${message}`);
}
