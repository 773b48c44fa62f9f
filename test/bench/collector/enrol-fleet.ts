import { openSqliteStores } from '../../../collector/src/store/sqlite/sqlite-stores.ts';
import { ENTRY } from '../../support/collector/audit-entry.ts';
import { addBenchToken } from './add-bench-token.ts';
import type { BenchHost } from './fleet.ts';

const AT_ONCE = 1_000;

/** Into the store itself: what is measured is reports. */
export async function enrolFleet(dataDir: string, hosts: readonly BenchHost[]): Promise<void> {
  const stores = openSqliteStores(dataDir);
  const at = Date.now();
  await addBenchToken(stores, { tokenId: 'bench', hosts: hosts.length, at });
  for (let from = 0; from < hosts.length; from += AT_ONCE) {
    await Promise.all(
      hosts.slice(from, from + AT_ONCE).map(({ agentId, hostId, kid, publicKey, name }) =>
        stores.agents.enroll(
          {
            agentId,
            hostId,
            kid,
            publicKey,
            status: 'active',
            claim: null,
            identity: {
              hostName: name,
              fqdn: null,
              machineIdHash: null,
              smbiosUuid: null,
              serial: null,
              macs: [],
              managedInstanceId: null,
            },
            version: '0.1.0',
            at,
            tokenId: 'bench',
          },
          ENTRY,
        ),
      ),
    );
  }
  await stores.close();
}
