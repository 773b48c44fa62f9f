import type { Finding, FindingKind } from './finding.ts';

/** What every finding of a kind has in common. `causes`: likely ones, most likely first. `remedy`: what to do. */
export interface FindingText {
  readonly title: string;
  readonly severity: Finding['severity'];
  readonly causes: readonly string[];
  readonly remedy: string;
}

export const findingCatalog: Readonly<Record<FindingKind, FindingText>> = {
  'agent-missing': {
    title: 'Managed by SSM, no Coreledger agent',
    severity: 'warning',
    causes: [
      'the agent was never installed there',
      'the host was registered again and its older id is still listed',
    ],
    remedy:
      'Install the agent and enrol the host, or deregister the managed instance if the machine is gone.',
  },
  'not-managed-by-ssm': {
    title: 'Has an agent, is not a managed instance',
    severity: 'info',
    causes: [
      'no hybrid activation was ever used there',
      'SSM dropped or deregistered the instance',
      'its account or Region is not among `aws.sources`',
    ],
    remedy: 'Register the host with a hybrid activation, or add its account and Region to the configuration.',
  },
  'stale-agent': {
    title: 'The agent has fallen silent',
    severity: 'warning',
    causes: [
      'the host is down or gone',
      'its timer is disabled',
      'the collector cannot be reached from there',
    ],
    remedy:
      'Run `coreledger-agent status` on the host. It keeps counting until it reports or is retired with a reason.',
  },
  'stale-ssm': {
    title: 'SSM’s view of this host is old',
    severity: 'info',
    causes: [
      'SSM Agent is stopped: License Manager still counts the instance as active for 30 days',
      'no inventory association gathers there',
    ],
    remedy: 'Start SSM Agent, check the inventory association, or deregister the instance.',
  },
  'socket-count-differs': {
    title: 'Socket counts differ',
    severity: 'warning',
    causes: [
      'SSM Agent multiplies what `lscpu` prints, which hides unequal sockets',
      'processors were added or taken offline since SSM’s capture',
      'a guest was resized',
    ],
    remedy:
      'Trust the count whose derivation you can follow; run the inventory association again and compare.',
  },
  'core-count-differs': {
    title: 'Core counts differ',
    severity: 'warning',
    causes: [
      'SSM Agent computes sockets × cores per socket from `lscpu`, in whole numbers and of online processors alone',
      'processors were added or taken offline since SSM’s capture',
      'a localized `lscpu` on the host',
    ],
    remedy:
      'Trust the count whose derivation you can follow; run the inventory association again and compare.',
  },
  'logical-processor-count-differs': {
    title: 'Logical processor (vCPU) counts differ',
    severity: 'warning',
    causes: ['the guest was resized since SSM’s capture', 'processors are offline', 'SMT was switched'],
    remedy: 'Run the inventory association again. License Manager’s vCPU figure follows SSM’s.',
  },
  'software-only-in-ssm': {
    title: 'SSM lists software that is not installed',
    severity: 'info',
    causes: [
      'removed but not purged dpkg packages: SSM lists them',
      'SSM’s capture is older than an uninstall',
      'names cut to 100 bytes',
    ],
    remedy: 'Purge leftovers (`dpkg --purge`), or run the inventory association again.',
  },
  'software-only-in-agent': {
    title: 'Installed software that SSM does not list',
    severity: 'info',
    causes: [
      'SSM’s capture is older than the installation',
      'a field cut in the middle made SSM lose the list',
      'SSM filters the row',
    ],
    remedy:
      'Run the inventory association again; automated discovery in License Manager sees only what SSM lists.',
  },
  'installed-not-associated': {
    title: 'Installed, not associated in License Manager',
    severity: 'warning',
    causes: [
      'nobody associated the managed instance',
      'automated discovery matches names exactly and saw another name',
    ],
    remedy:
      'Give the license a part `aws` in licenses.yaml and let `coreledger plan` propose it, or associate it in License Manager by hand.',
  },
  'associated-not-installed': {
    title: 'Associated in License Manager, not installed',
    severity: 'info',
    causes: [
      'the software was uninstalled: automated discovery does not disassociate by default',
      'the association was made ahead of the installation',
    ],
    remedy:
      'Disassociate it: `coreledger plan` proposes that where licenses.yaml has a part `aws`. What automated discovery tracks cannot be undone by hand.',
  },
  'over-license-count': {
    title: 'More consumed than owned',
    severity: 'critical',
    causes: ['installations beyond the entitlement', 'entitlements not recorded'],
    remedy: 'Follow the derivation host by host; buy, remove, or record the missing entitlement.',
  },
  'topology-unknown': {
    title: 'Processors of this host could not be counted',
    severity: 'warning',
    causes: ['the agent may not read the sources', 'the platform does not tell'],
    remedy: 'Run `coreledger-agent doctor` there. Until then the worst case is shown beside the count.',
  },
  'identity-claimed-twice': {
    title: 'Two machines claim one identity',
    severity: 'warning',
    causes: [
      'a virtual machine was cloned with its uuid',
      'a registered machine’s disk was copied',
      'one machine was enrolled twice',
    ],
    remedy:
      'Both keep counting. Merge them if they are one machine; give the clone its own uuid, machine id and registration if not.',
  },
  'merged-hosts-report': {
    title: 'Hosts that are merged into one both report',
    severity: 'warning',
    causes: [
      'a clone was taken for its original: two machines of which one is counted',
      'two agents run on one machine, or the older key still does',
    ],
    remedy:
      '`coreledger host split HOST` if they are two machines. If they are one, stop the agent that is not needed and `coreledger agent revoke` its key.',
  },
  'source-conflict': {
    title: 'Two sources on the host disagree',
    severity: 'warning',
    causes: [
      'firmware tables list other processors than the kernel uses',
      'processors disabled in the firmware or offline',
    ],
    remedy: 'Look at the readings of the host; the kernel’s count is used, nothing is averaged.',
  },
  'physical-host-unknown': {
    title: 'Guest on an unknown physical host',
    severity: 'warning',
    causes: ['no report or import names the virtualization host of this guest'],
    remedy:
      'Install the agent on the virtualization hosts or import placements (virt-who, CSV). Until then the worst case is shown.',
  },
  'edition-unknown': {
    title: 'Installed, edition unknown',
    severity: 'warning',
    causes: [
      'the agent may not read the files or keys that tell the edition',
      'only a package or file is left that does not tell it',
    ],
    remedy:
      'Run the agent with the rights to read them (`coreledger-agent doctor` names them). Every license named is settled at once.',
  },
  'rule-violation': {
    title: 'A host breaks a license rule',
    severity: 'warning',
    causes: ['the host has fewer or more processors than the license allows'],
    remedy: 'Move the software or correct the rule. License Manager cannot enforce rules on-premises.',
  },
  'rule-unrecognized': {
    title: 'A license rule is not understood',
    severity: 'warning',
    causes: ['a misspelled rule', 'a rule newer than this program'],
    remedy: 'Correct the rule in the license configuration; rules read `#name=value`.',
  },
  'license-unbound': {
    title: 'A license pays for nothing',
    severity: 'warning',
    causes: ['the license configuration has no product filters, tags or associations'],
    remedy: 'Bind it: product filters or `coreledger:product` tags in AWS, or an entry in licenses.yaml.',
  },
  'license-expired': {
    title: 'A license has expired',
    severity: 'critical',
    causes: ['the expiry of the license configuration or entry has passed'],
    remedy: 'Renew it and record the new expiry, or remove the software.',
  },
  'source-stale': {
    title: 'AWS data is stale',
    severity: 'warning',
    causes: [
      'AWS did not answer, throttled, or denied the call',
      'credentials expired',
      'the source is no longer in the configuration',
    ],
    remedy:
      'See `coreledger aws sources`; the last good data stays in use. `coreledger aws forget` ends what was read of an account that no source reads any more.',
  },
  'sequence-gap': {
    title: 'Messages of an agent are missing',
    severity: 'info',
    causes: [
      'the agent’s spool was full and dropped its oldest reports',
      'a snapshot of the machine was restored',
    ],
    remedy: 'History has a hole there; the newest report is whole.',
  },
  'sequence-fork': {
    title: 'An agent’s chain of messages forked',
    severity: 'warning',
    causes: ['two machines use one agent key: a clone', 'a snapshot of the machine was restored'],
    remedy:
      'If there are two machines, run `coreledger-agent unenroll` and enrol again on the clone. Until a week after the last fork, what the host owes is counted once and no license that looks at it is called compliant.',
  },
  're-registered': {
    title: 'The host’s registration is not the one AWS lists',
    severity: 'info',
    causes: [
      'the host was registered again and got a new id',
      'the managed instance was deregistered',
      'its account is not among `aws.sources`',
    ],
    remedy: 'Deregister the older managed instance: License Manager counts it for 30 more days.',
  },
  'retired-still-registered': {
    title: 'Retired here, still registered in Systems Manager',
    severity: 'info',
    causes: ['nobody deregistered the managed instance when the machine went'],
    remedy:
      'Deregister the managed instance: License Manager counts it for 30 days after its last sign of life. Bring the host back (`coreledger host unretire`) if it runs on.',
  },
  'enrollment-pending': {
    title: 'An enrolment waits for approval',
    severity: 'warning',
    causes: [
      'the machine was reinstalled, or lost its state folder: one host with a new key',
      'a clone or a restored copy runs beside the original: two hosts',
      'somebody else uses a join token',
      'where it looks like several hosts: a disk or a network card was moved between machines',
    ],
    remedy:
      '`coreledger agent approve AGENT --as same-host` if it is the same machine, `--as new-host` if it is another, `agent revoke` if it is none of yours. Until then all count. If it is another of the hosts named, approve it as new and `coreledger host merge` it.',
  },
  'clock-skew': {
    title: 'A host’s clock is ahead',
    severity: 'info',
    causes: ['time is not synchronized there'],
    remedy: 'Synchronize the clock; the collector uses its own time of receipt.',
  },
};
