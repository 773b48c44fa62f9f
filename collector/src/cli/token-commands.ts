import { isLoopback } from '../is-loopback.ts';
import { type Command, line, UsageError } from './command.ts';
import { CONFIG_HELP, CONFIG_OPTION, configFile, type OpenServices, withServices } from './local-services.ts';
import { parseCount, parseDuration, parseOptions } from './options.ts';

/** `token create|list|revoke`: work on the data folder beside a running collector. */
export function tokenCommands(open: OpenServices): readonly Command[] {
  return [
    {
      name: 'token create',
      summary: 'make a join token, by which hosts enrol',
      help: `Usage: coreledger token create [--uses N] [--expires 7d] [--hosts PATTERN] [--from CIDR]... [--description TEXT]

Prints one join token. It carries the collector's address, the pin of its CA and a secret, so that one string enrols a host:
  coreledger-agent enroll TOKEN
It is shown once; only its hash is kept.

${CONFIG_HELP}
      --uses N            hosts it can enrol (default 1)
      --expires DURATION  30m, 12h, 7d (default 7d)
      --hosts PATTERN     host names it admits; * matches within one label
      --from CIDR         source addresses it admits (repeatable)
      --description TEXT  for \`token list\` and the audit log`,
      async run(args, { out, err, env }) {
        const { values } = parseOptions(args, {
          ...CONFIG_OPTION,
          uses: { type: 'string', default: '1' },
          expires: { type: 'string', default: '7d' },
          hosts: { type: 'string' },
          from: { type: 'string', multiple: true },
          description: { type: 'string' },
        });
        const { token, urls } = await withServices(
          open,
          configFile(values.config, env),
          async ({ tokens }) => ({
            urls: tokens.urls,
            ...(await tokens.create({
              maxUses: parseCount(values.uses, 'uses'),
              validMs: parseDuration(values.expires, 'expires'),
              description: values.description ?? null,
              hostPattern: values.hosts ?? null,
              cidrs: values.from ?? [],
              actor: 'cli',
            })),
          }),
          { create: true },
        );
        line(out, token);
        if (urls.every((url) => isLoopback(new URL(url).hostname.replace(/^\[|\]$/g, ''))))
          line(
            err,
            `only this machine can enrol with it, at ${urls[0]}: \`urls\` in the configuration says how other hosts reach the collector`,
          );
        return 0;
      },
    },
    {
      name: 'token list',
      summary: 'list join tokens (never their secrets)',
      help: `Usage: coreledger token list\n\n${CONFIG_HELP}`,
      async run(args, { out, env }) {
        const { values } = parseOptions(args, CONFIG_OPTION);
        const list = await withServices(open, configFile(values.config, env), ({ tokens }) => tokens.list());
        if (list.length === 0) line(out, 'No join token: `coreledger token create` makes one.');
        for (const token of list) {
          const state =
            token.revokedAt === null ? `expires ${new Date(token.expiresAt).toISOString()}` : 'revoked';
          line(
            out,
            `${token.tokenId}  ${token.uses}/${token.maxUses} used  ${state}  ${token.description ?? ''}`.trimEnd(),
          );
        }
        return 0;
      },
    },
    {
      name: 'token revoke',
      summary: 'revoke a join token',
      help: `Usage: coreledger token revoke ID\n\n${CONFIG_HELP}`,
      async run(args, { out, env }) {
        const { values, positionals } = parseOptions(args, CONFIG_OPTION, 1);
        const id = positionals[0];
        if (id === undefined)
          throw new UsageError('say which token: `coreledger token list` shows their ids');
        await withServices(open, configFile(values.config, env), ({ tokens }) => tokens.revoke(id, 'cli'));
        line(out, `revoked ${id}`);
        return 0;
      },
    },
  ];
}
