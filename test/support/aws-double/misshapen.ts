import type { FaultKind } from './faults.ts';

const NAMES = /^(InstanceId|Id|ResourceArn|LicenseConfigurationArn|LicenseArn|GrantArn)$/;

/** An answer as a fault leaves it: well-formed JSON of another shape. */
export function misshapen(
  output: Record<string, unknown>,
  kind: FaultKind | undefined,
): Record<string, unknown> {
  switch (kind) {
    case 'no-members':
      return {};
    case 'nameless-items':
      return mapItems(output, (item) =>
        Object.fromEntries(Object.entries(item).filter(([name]) => !NAMES.test(name))),
      );
    case 'wrong-types':
      return mapItems(output, (item) =>
        Object.fromEntries(
          Object.entries(item).map(([name, value]) => [
            name,
            typeof value === 'number' ? `${value} or so` : value,
          ]),
        ),
      );
    default:
      return output;
  }
}

function mapItems(
  output: Record<string, unknown>,
  change: (item: Record<string, unknown>) => Record<string, unknown>,
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(output).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.map((item) => change(item as Record<string, unknown>)) : value,
    ]),
  );
}
