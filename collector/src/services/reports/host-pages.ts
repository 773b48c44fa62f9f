import type { HostRow, HostsRequest, ReadHosts } from './read-hosts.ts';

const AT_ONCE = 2_000;

/** All hosts of a listing, page by page and out of one answer, so that no more than a page of a large fleet is held. */
export async function* hostPages(
  hosts: ReadHosts,
  request: Omit<HostsRequest, 'limit' | 'after'>,
  atOnce = AT_ONCE,
): AsyncGenerator<readonly HostRow[]> {
  let after: string | undefined;
  do {
    const { items, next } = await hosts.list({ ...request, limit: atOnce, after });
    yield items;
    after = next ?? undefined;
  } while (after !== undefined);
}
