import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ReportContent } from '../report/build-content.ts';
import { writeFileAtomically } from '../state/write-file-atomically.ts';
import { hostAttributes } from './host-attributes.ts';

/**
 * Leaves a file of type `Custom:CoreledgerHost` where SSM Agent picks up custom inventory at its next association run:
 * `<folder>/<node id>/inventory/custom`. Gives why that was not done, null where the file is there. It never disturbs a run.
 */
export function leaveInventory(folder: string, content: ReportContent): string | null {
  const { ssmRegistration } = content.sections;
  const id = ssmRegistration.status === 'present' ? ssmRegistration.value.managedInstanceId : null;
  // The id becomes part of a path.
  if (id === null || !/^mi-[0-9a-f]{17}$/.test(id))
    return 'this host is not registered with Systems Manager, or that could not be read';
  const node = join(folder, id);
  if (!existsSync(node)) return `SSM Agent has no folder ${node}`;
  const text = `${JSON.stringify({
    SchemaVersion: '1.0',
    TypeName: 'Custom:CoreledgerHost',
    Content: hostAttributes(content),
  })}\n`;
  const custom = join(node, 'inventory', 'custom');
  const path = join(custom, 'coreledger-host.json');
  try {
    if (existsSync(path) && readFileSync(path, 'utf8') === text) return null;
    mkdirSync(custom, { recursive: true, mode: 0o700 });
    writeFileAtomically(path, text);
    return null;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const help = code === 'EROFS' ? `: give the service ReadWritePaths=${folder}` : '';
    return `${path} cannot be written (${code})${help}`;
  }
}
