import { readFile } from 'node:fs/promises';
import { Value } from 'typebox/value';
import { parse } from 'yaml';
import { AppError } from '../errors.ts';
import { DescribedHostDto } from '../http/dto/checks.ts';
import { schemaFaults } from '../schema-faults.ts';
import type { CheckDocument, CheckRequest } from '../services/check-installation.ts';
import { type Command, line, UsageError } from './command.ts';
import { CONFIG_HELP, CONFIG_OPTION, configFile, type OpenServices, withServices } from './local-services.ts';
import { parseOptions } from './options.ts';

/** `check`: for playbooks and pipelines, before something is installed. */
export function checkCommand(open: OpenServices): Command {
  return {
    name: 'check',
    summary: 'would installing a product on a host fit the license?',
    help: `Usage: coreledger check --license LICENSE (--host HOST | --described FILE) [--product ID] [--edition ID] [--json]

Exit code 0: it fits, even in the worst case. 1: it does not, or that cannot be said. 2: wrong usage. Nothing is changed.

${CONFIG_HELP}
      --license LICENSE   id or name
      --host HOST         id or name of a known host
      --described FILE    a host to be, in YAML or JSON: { kind: physical, socketCores: [16, 16], threadsPerCore: 2 }
      --product ID        where the license pays for several
      --edition ID        where the license pays for several
      --json              for programs`,
    async run(args, { out, env }) {
      const { values } = parseOptions(args, {
        ...CONFIG_OPTION,
        license: { type: 'string' },
        host: { type: 'string' },
        described: { type: 'string' },
        product: { type: 'string' },
        edition: { type: 'string' },
        json: { type: 'boolean' },
      });
      const { license, host, described, product, edition } = values;
      if (license === undefined) throw new UsageError('say which license: --license LICENSE');
      if ((host === undefined) === (described === undefined))
        throw new UsageError('say where: either --host HOST or --described FILE');
      const of: CheckRequest['host'] =
        described === undefined ? { known: host ?? '' } : { described: await readDescribed(described) };
      const answer = await withServices(open, configFile(values.config, env), ({ check }) =>
        check({ license, host: of, product, edition }),
      );
      line(out, values.json === true ? JSON.stringify(answer, null, 2) : checkText(answer));
      return answer.verdict === 'fits' ? 0 : 1;
    },
  };
}

async function readDescribed(file: string) {
  const text = await readFile(file, 'utf8').catch((error: Error) => {
    throw new UsageError(`cannot read ${file}: ${error.message}`);
  });
  const described: unknown = parse(text);
  if (Value.Check(DescribedHostDto, described))
    return { name: 'described', threadsPerCore: 1 as const, ...described };
  const errors = schemaFaults(DescribedHostDto, described);
  throw new AppError('bad-request', `${file} does not describe a host`, { errors });
}

function checkText(answer: CheckDocument): string {
  const { verdict, reasons, product, edition, host, license, owned, consumedBefore, consumedAfter } = answer;
  return [
    `${verdict.toUpperCase()}: ${product}${edition === null ? '' : ` (${edition})`} on ${host}, under ${license}`,
    ...reasons.map((reason) => `  ${reason}`),
    `  owned ${owned ?? 'unknown'}${answer.hardLimit ? ' (hard limit)' : ''}, consumed ${consumedBefore} now and ${consumedAfter} then`,
    ...answer.lines.map((one) => `  ${one.hostName}: ${one.derivation.line}`),
  ].join('\n');
}
