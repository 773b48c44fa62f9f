import { AppError } from '../errors.ts';
import { type Command, line, type Terminal, UsageError } from './command.ts';
import { systemFault } from './system-fault.ts';

/** Finds and runs a command. Exit codes: 0 done, 1 a negative outcome or failure, 2 wrong usage or configuration. */
export async function dispatch(
  commands: readonly Command[],
  argv: readonly string[],
  terminal: Terminal,
): Promise<number> {
  const command = commands
    .toSorted((a, b) => b.name.length - a.name.length)
    .find(({ name }) => startsWith(argv, name.split(' ')));
  const wantsHelp = argv.includes('--help') || argv.includes('-h') || argv[0] === 'help';
  if (command === undefined) return explain(commands, argv, wantsHelp, terminal);
  if (wantsHelp) {
    line(terminal.out, command.help);
    return 0;
  }
  try {
    return await command.run(argv.slice(command.name.split(' ').length), terminal);
  } catch (error) {
    return report(error, command, terminal);
  }
}

/** `help`, a group of commands such as `token`, or what is no command at all. */
function explain(
  commands: readonly Command[],
  argv: readonly string[],
  wantsHelp: boolean,
  { out, err }: Terminal,
): number {
  const words = (argv[0] === 'help' ? argv.slice(1) : argv).filter((word) => !word.startsWith('-'));
  const asked = commands.find(({ name }) => name === words.join(' '));
  const group = commands.filter(({ name }) => name.startsWith(`${words[0]} `));
  if (asked !== undefined) line(out, asked.help);
  else if (group.length > 0) printList(group, wantsHelp ? out : err);
  else if (wantsHelp || argv.length === 0) printOverview(commands, out);
  else line(err, `coreledger: unknown command "${words.join(' ')}". \`coreledger help\` lists the commands.`);
  return wantsHelp ? 0 : 2;
}

function startsWith(argv: readonly string[], words: readonly string[]): boolean {
  return words.every((word, index) => argv[index] === word);
}

function report(error: unknown, command: Command, { err }: Terminal): number {
  if (error instanceof UsageError) {
    line(err, `coreledger ${command.name}: ${error.message}`);
    line(err, `\`coreledger ${command.name} --help\` shows how it is used.`);
    return 2;
  }
  const refused = systemFault(error);
  if (refused !== null) {
    line(err, `coreledger ${command.name}: ${refused}`);
    return 1;
  }
  if (!(error instanceof AppError)) throw error;
  line(err, `coreledger ${command.name}: ${error.message}`);
  for (const fault of error.errors) line(err, `  ${fault.path}: ${fault.message}`);
  return error.code === 'invalid-config' || error.code === 'bad-request' ? 2 : 1;
}

function printOverview(commands: readonly Command[], out: Terminal['out']): void {
  line(out, 'coreledger: counts on-premises licences and reconciles them with AWS\n');
  line(out, 'Usage: coreledger COMMAND [OPTIONS]\n');
  printList(commands, out);
  line(out, '\n`coreledger COMMAND --help` shows the options of one.');
}

function printList(commands: readonly Command[], stream: Terminal['out']): void {
  const width = Math.max(...commands.map(({ name }) => name.length));
  for (const { name, summary } of commands) line(stream, `  ${name.padEnd(width)}  ${summary}`);
}
