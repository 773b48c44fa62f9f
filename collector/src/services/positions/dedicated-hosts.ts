import type { ReadAws } from '../read-aws.ts';

const AT_ONCE = 500;

/**
 * On which Dedicated Host EC2 instances run, out of License Manager's resource inventory; an instance of which it tells none is left
 * out. Page by page: the inventory lists every managed instance too.
 */
export async function dedicatedHostsOf(
  aws: Pick<ReadAws, 'page'>,
  ec2Ids: ReadonlySet<string>,
  at: number,
): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  let after: string | undefined;
  do {
    const { items, next } = await aws.page('resource', { at, limit: AT_ONCE, after });
    for (const { resourceId, resourceArn, dedicatedHostId } of items) {
      const id = resourceId ?? resourceArn.split('/').at(-1) ?? '';
      // What was read by an earlier release tells nothing of it.
      if (ec2Ids.has(id) && typeof dedicatedHostId === 'string') found.set(id, dedicatedHostId);
    }
    after = next ?? undefined;
  } while (after !== undefined);
  return found;
}
