import type { Recognizer } from '../../licensing/recognition/recognizer.ts';
import type { InventoryCapture, InventoryEntries, ManagedInstance } from '../../reconciliation/aws-facts.ts';
import {
  type ReadInventory,
  type RecognizedApplication,
  recognizeApplications,
} from './facts-of-managed-instance.ts';

const KEPT = 500_000;

/**
 * Reads what SSM's inventory says of instances. Entries are read and judged once for each content, which never changes under its
 * number; what is kept of hundreds of titles are the few that a rule knows.
 */
export function createReadInventory(
  entriesOf: (contentNo: number) => Promise<InventoryEntries>,
  recognizer: Recognizer,
): (instance: ManagedInstance, captures: readonly InventoryCapture[]) => Promise<ReadInventory> {
  const applications = new Map<number, readonly RecognizedApplication[]>();
  const details = new Map<number, Readonly<Record<string, string>> | undefined>();

  async function applicationsOf(instance: ManagedInstance, { contentNo }: InventoryCapture) {
    let known = applications.get(contentNo);
    if (known === undefined) {
      known = recognizeApplications(await entriesOf(contentNo), instance, recognizer);
      if (applications.size >= KEPT) applications.clear();
      applications.set(contentNo, known);
    }
    return known;
  }

  async function detailOf({ contentNo }: InventoryCapture) {
    if (!details.has(contentNo)) {
      if (details.size >= KEPT) details.clear();
      details.set(contentNo, (await entriesOf(contentNo))[0]);
    }
    return details.get(contentNo);
  }

  return async (instance, captures) => {
    const application = captures.find(({ typeName }) => typeName === 'AWS:Application');
    const detail = captures.find(({ typeName }) => typeName === 'AWS:InstanceDetailedInformation');
    return {
      applications: application === undefined ? [] : await applicationsOf(instance, application),
      applicationsAt: application?.capturedAt ?? null,
      detail: detail === undefined ? undefined : await detailOf(detail),
    };
  };
}
