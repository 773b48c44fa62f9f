import type { ReadAws } from '../read-aws.ts';

const AT_ONCE = 500;

/**
 * On which Dedicated Host EC2 instances run (null: on none), out of License Manager's resource inventory; an instance of which it does
 * not tell is left out. Page by page: the inventory lists every managed instance too.
 */
export async function dedicatedHostsOf(
  aws: Pick<ReadAws, 'page'>,
  ec2Ids: ReadonlySet<string>,
  at: number,
): Promise<ReadonlyMap<string, string | null>> {
  const found = new Map<string, string | null>();
  let after: string | undefined;
  do {
    const { items, next } = await aws.page('resource', { at, limit: AT_ONCE, after });
    for (const { resourceId, resourceArn, runsOn } of items) {
      const id = resourceId ?? resourceArn.split('/').at(-1) ?? '';
      // What an earlier release read does not have it.
      if (ec2Ids.has(id) && (runsOn ?? null) !== null) found.set(id, runsOn?.dedicatedHostId ?? null);
    }
    after = next ?? undefined;
  } while (after !== undefined);
  return found;
}
