import { parseArgs } from 'node:util';
import { helpFor, helpForAll } from './help.ts';
import type { ExitCode, Flags, Program, Verb } from './program.ts';
import { VERBS } from './verbs.ts';

/** Finds the verb, checks its arguments and runs it. Usage faults are exit code 2, with what would be right. */
export async function runProgram(program: Program): Promise<ExitCode> {
  const [name, ...rest] = program.args;
  if (name === undefined) {
    program.err(helpForAll());
    return 2;
  }
  if (name === '--version' || name === '-V') return runProgram({ ...program, args: ['version'] });
  if (name === 'help' || name === '--help' || name === '-h') return help(program, rest[0]);
  const verb = VERBS.find((candidate) => candidate.name === name);
  if (verb === undefined) return unknownVerb(program, name);

  const parsed = parse(verb, rest);
  if (typeof parsed === 'string') {
    program.err(`coreledger-agent ${verb.name}: ${parsed}\nTry: coreledger-agent ${verb.name} --help\n`);
    return 2;
  }
  if (parsed.flags.help === true) {
    program.out(helpFor(verb));
    return 0;
  }
  const run = await verb.load();
  return run(program, parsed.flags, parsed.positionals);
}

function help(program: Program, name: string | undefined): ExitCode {
  if (name === undefined) {
    program.out(helpForAll());
    return 0;
  }
  const verb = VERBS.find((candidate) => candidate.name === name);
  if (verb === undefined) return unknownVerb(program, name);
  program.out(helpFor(verb));
  return 0;
}

function unknownVerb(program: Program, name: string): ExitCode {
  const names = VERBS.map((verb) => verb.name).join(', ');
  program.err(`coreledger-agent: no verb "${name}". There are: ${names}, help\n`);
  return 2;
}

function parse(
  verb: Verb,
  args: readonly string[],
): { flags: Flags; positionals: readonly string[] } | string {
  const options = Object.fromEntries(
    Object.entries(verb.options).map(([name, { type }]) => [name, { type }]),
  );
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: { ...options, help: { type: 'boolean', short: 'h' } },
      allowPositionals: true,
    });
    const surplus = positionals[verb.maxPositionals];
    if (surplus !== undefined) return `unexpected argument "${surplus}"`;
    return { flags: values as Flags, positionals };
  } catch (error) {
    return error instanceof Error ? (error.message.split('. To specify')[0] ?? error.message) : String(error);
  }
}
