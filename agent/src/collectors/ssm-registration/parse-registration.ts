import { boundedText } from '../text.ts';

export interface Registration {
  readonly managedInstanceId: string;
  readonly region: string | null;
  readonly identityType: string | null;
}

/**
 * The public fields of one of the three files, whose names differ in each; undefined where it holds no instance id (a vault
 * emptied by `-clear`). The private key beside them is never touched, and no error repeats what the file says.
 */
export function parseRegistration(text: string): Registration | undefined {
  const fields = jsonObject(text);
  if (fields === undefined) throw new Error('not a JSON object');
  const read = (...names: readonly string[]) => {
    const value = names.map((name) => fields[name]).find((candidate) => typeof candidate === 'string');
    return boundedText(value as string | undefined, 64);
  };
  const managedInstanceId = read('instanceID', 'InstanceId', 'ManagedInstanceID');
  if (managedInstanceId === null) return undefined;
  return { managedInstanceId, region: read('region', 'Region'), identityType: read('IdentityType') };
}

function jsonObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
