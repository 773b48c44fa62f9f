import type { Verb, VerbOption } from './program.ts';

const settings: Readonly<Record<string, VerbOption>> = {
  config: {
    type: 'string',
    value: 'FILE',
    help: 'settings file (default /etc/coreledger-agent/agent.env)',
  },
  state: {
    type: 'string',
    value: 'DIR',
    help: 'key, enrolment and spool (default /var/lib/coreledger-agent)',
  },
};
const root: Readonly<Record<string, VerbOption>> = {
  root: {
    type: 'string',
    value: 'DIR',
    help: 'read this tree (a mounted image, a capture) instead of this machine',
  },
  commands: {
    type: 'string',
    value: 'DIR',
    help: 'with --root: captured output of commands (lscpu.txt, dmidecode.txt)',
  },
};

/** Every verb, in the order help shows them. */
export const VERBS: readonly Verb[] = [
  {
    name: 'scan',
    summary: 'print the report of this host, without network',
    usage: '[--root DIR [--commands DIR]] [--pretty]',
    details:
      'Prints the report as JSON and nothing else. Nothing is stored or sent, and no enrolment is needed.\nRun it as root to see everything: `doctor` says what is missing otherwise.',
    options: { ...root, pretty: { type: 'boolean', help: 'indent the JSON' } },
    maxPositionals: 0,
    load: async () => (await import('./verbs/scan.ts')).scan,
  },
  {
    name: 'enroll',
    summary: 'make this host known to a collector, with a join token',
    usage: '[TOKEN] [--token-file FILE] [options]',
    details:
      'The join token comes from `coreledger token create` on the collector. It is taken from the argument, --token-file\n(- is standard input), or CORELEDGER_JOIN_TOKEN; the last two keep it out of the process list.\nThe collector is trusted only if its certificate chain holds the CA pinned in the token. Enrolling again is harmless.',
    options: {
      'token-file': {
        type: 'string',
        value: 'FILE',
        help: 'file that holds the join token, - for standard input',
      },
      ...settings,
      ...root,
    },
    maxPositionals: 1,
    load: async () => (await import('./verbs/enroll.ts')).enroll,
  },
  {
    name: 'run',
    summary: 'scan once and deliver the report; what cannot be delivered is kept',
    usage: '[options]',
    details:
      'One cycle: scan, sign, keep in the spool, deliver everything in the spool in order. The operating system schedules it\n(systemd timer, scheduled task). Exit code 1 says that something is still waiting; the next run tries again.',
    options: {
      'no-deliver': { type: 'boolean', help: 'scan and keep in the spool only' },
      spread: {
        type: 'string',
        value: 'MINUTES',
        help: 'first wait a fixed part of this time, chosen by the host key',
      },
      ...settings,
      ...root,
    },
    maxPositionals: 0,
    load: async () => (await import('./verbs/run.ts')).run,
  },
  {
    name: 'status',
    summary: 'show enrolment, last delivery, spool and gaps, and what to do next',
    usage: '[--json]',
    details: 'Reads the state folder only. Exit code 1 where something needs attention.',
    options: { json: { type: 'boolean', help: 'as JSON' }, ...settings },
    maxPositionals: 0,
    load: async () => (await import('./verbs/status.ts')).status,
  },
  {
    name: 'doctor',
    summary: 'show what each collector can and cannot see on this host, and why',
    usage: '[options]',
    details:
      'Runs every collector and prints each source it read or could not read, then checks settings, state folder and\nenrolment. Exit code 1 where a section is incomplete or a check failed.',
    options: { ...settings, ...root },
    maxPositionals: 0,
    load: async () => (await import('./verbs/doctor.ts')).doctor,
  },
  {
    name: 'capture',
    summary: 'write what a scan reads of this host to an archive, for support',
    usage: 'FILE.tar.gz [options]',
    details:
      'Scans, and keeps every file and command output that the scan read, scrubbed of passwords, keys and command lines.\nThe archive holds root/ and cmd/: unpacked, `scan --root root --commands cmd` reads the same elsewhere. It does hold\npackage names, serial numbers and host names: look at it before you send it. Nothing is sent.',
    options: root,
    maxPositionals: 1,
    load: async () => (await import('./verbs/capture.ts')).captureVerb,
  },
  {
    name: 'rotate-key',
    summary: 'replace the host key by a new one, at the collector too',
    usage: '[options]',
    details:
      'The new key takes over only after the collector has accepted it. Interrupted, it is finished when run again.',
    options: settings,
    maxPositionals: 0,
    load: async () => (await import('./verbs/rotate-key.ts')).rotateKeyVerb,
  },
  {
    name: 'unenroll',
    summary: 'forget the collector: remove key, enrolment and spool from this host',
    usage: '[options]',
    details:
      'The collector keeps what it knows of this host and keeps counting it until an operator retires it there.',
    options: {
      force: { type: 'boolean', help: 'also where undelivered reports would be lost' },
      ...settings,
    },
    maxPositionals: 0,
    load: async () => (await import('./verbs/unenroll.ts')).unenroll,
  },
  {
    name: 'version',
    summary: 'print the version',
    usage: '',
    details: 'Prints the version of the agent and the platform it was made for.',
    options: {},
    maxPositionals: 0,
    load: async () => (await import('./verbs/version.ts')).version,
  },
];
