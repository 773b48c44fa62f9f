import type { Verb } from './program.ts';
import { VERBS } from './verbs.ts';

export function helpForAll(): string {
  const verbs = VERBS.map(({ name, summary }) => `  ${name.padEnd(10)} ${summary}\n`).join('');
  return `coreledger-agent: reports this host's processors, virtualization and software to a Coreledger collector.

usage: coreledger-agent VERB [options]

${verbs}
Help for one verb: coreledger-agent VERB --help
Exit codes: 0 done, 1 not done (standard error says why), 2 usage or settings are wrong.
`;
}

export function helpFor(verb: Verb): string {
  const options = Object.entries({ ...verb.options, help: { type: 'boolean' as const, help: 'this text' } });
  const lines = options.map(([name, option]) => {
    const value = 'value' in option && option.value !== undefined ? ` ${option.value}` : '';
    return `  ${`--${name}${value}`.padEnd(22)} ${option.help}\n`;
  });
  const usage = verb.usage === '' ? '' : ` ${verb.usage}`;
  return `usage: coreledger-agent ${verb.name}${usage}\n\n${verb.details}\n\n${lines.join('')}`;
}
