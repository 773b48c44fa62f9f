import fc from 'fast-check';
import { swapUuid } from '../../../collector/src/identity/canonical-uuid.ts';
import type { ReconciledHost } from '../../../collector/src/reconciliation/reconciled-host.ts';
import { identity } from '../collector/test-agent.ts';
import { reconciledHost } from './build.ts';

const UUIDS = ['564d1234-0000-4000-8000-000000000001', '4c4c4544-0057-3510-8059-b4c04f565331'];
export const PLACEHOLDER = '03000200-0400-0500-0006-000700080009';
export const IDS = [
  'mi-00000000000000001',
  'mi-00000000000000002',
  'mi-00000000000000003',
  'mi-00000000000000004',
];
export const NAMES = ['db01', 'DB02', 'web.example.org'];

/** Hosts of a small fleet that share identifiers, names and registrations. */
export const hosts: fc.Arbitrary<readonly ReconciledHost[]> = fc
  .array(
    fc.record({
      uuid: fc.constantFrom(
        null,
        PLACEHOLDER,
        ...UUIDS,
        swapUuid(UUIDS[0] ?? ''),
        UUIDS[0]?.toUpperCase() ?? null,
      ),
      machineIdHash: fc.constantFrom(null, 'a'.repeat(64), 'b'.repeat(64)),
      name: fc.constantFrom(...NAMES),
      fqdn: fc.constantFrom(null, ...NAMES),
      kind: fc.constantFrom('physical' as const, 'physical' as const, 'container' as const),
      managedInstanceIds: fc.subarray(IDS, { maxLength: 2 }),
      mergedManagedInstanceIds: fc.subarray(IDS, { maxLength: 1 }),
      known: fc.boolean(),
      seen: fc.tuple(fc.nat(3), fc.nat(3)),
      stale: fc.boolean(),
    }),
    { maxLength: 8 },
  )
  .map((list) =>
    list.map(({ uuid, machineIdHash, fqdn, kind, known, seen: [first, more], ...rest }, index) =>
      reconciledHost({
        ...rest,
        // Not in the order in which they come.
        hostId: `host-${(index * 5) % 8}`,
        identity: identity({ fqdn, machineIdHash, smbiosUuid: uuid }),
        placement: { ...reconciledHost().placement, kind },
        registration: { known, region: 'eu-central-1', since: 0 },
        firstSeenAt: first,
        lastSeenAt: first + more,
      }),
    ),
  );
