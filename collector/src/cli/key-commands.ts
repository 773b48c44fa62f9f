import { type Command, line, UsageError } from './command.ts';
import { CONFIG_HELP, CONFIG_OPTION, configFile, type OpenServices, withServices } from './local-services.ts';
import { oneOf, parseDuration, parseOptions } from './options.ts';

const ROLES = ['viewer', 'operator', 'admin'] as const;

/** `key create|list|revoke`: API keys of operators. */
export function keyCommands(open: OpenServices): readonly Command[] {
  return [
    {
      name: 'key create',
      summary: 'make an API key for an operator or a program',
      help: `Usage: coreledger key create --name NAME [--role viewer|operator|admin] [--expires 90d]

Prints one API key, for \`Authorization: Bearer …\`. It is shown once; only its hash is kept.

${CONFIG_HELP}
      --name NAME         whose it is, for \`key list\` and the audit log (required)
      --role ROLE         viewer reads, operator changes, admin manages keys (default viewer)
      --expires DURATION  30m, 12h, 90d (default: never)`,
      async run(args, { out, env }) {
        const { values } = parseOptions(args, {
          ...CONFIG_OPTION,
          name: { type: 'string' },
          role: { type: 'string', default: 'viewer' },
          expires: { type: 'string' },
        });
        const role = oneOf(ROLES, values.role, 'role');
        const { name, expires } = values;
        if (name === undefined || name === '') throw new UsageError('say whose key it is: --name NAME');
        const validMs = expires === undefined ? null : parseDuration(expires, 'expires');
        const made = await withServices(
          open,
          configFile(values.config, env),
          ({ apiKeys }) => apiKeys.create({ name, role, validMs, actor: 'cli' }),
          { create: true },
        );
        line(out, made.key);
        return 0;
      },
    },
    {
      name: 'key list',
      summary: 'list API keys (never their secrets)',
      help: `Usage: coreledger key list\n\n${CONFIG_HELP}`,
      async run(args, { out, env }) {
        const { values } = parseOptions(args, CONFIG_OPTION);
        const list = await withServices(open, configFile(values.config, env), ({ apiKeys }) =>
          apiKeys.list(),
        );
        if (list.length === 0) line(out, 'No API key: `coreledger key create --name NAME` makes one.');
        for (const key of list) {
          const used =
            key.lastUsedAt === null ? 'never used' : `used ${new Date(key.lastUsedAt).toISOString()}`;
          line(
            out,
            `${key.keyId}  ${key.role.padEnd(8)}  ${key.revokedAt === null ? used : 'revoked'}  ${key.name}`,
          );
        }
        return 0;
      },
    },
    {
      name: 'key revoke',
      summary: 'revoke an API key',
      help: `Usage: coreledger key revoke ID\n\n${CONFIG_HELP}`,
      async run(args, { out, env }) {
        const { values, positionals } = parseOptions(args, CONFIG_OPTION, 1);
        const id = positionals[0];
        if (id === undefined) throw new UsageError('say which key: `coreledger key list` shows their ids');
        await withServices(open, configFile(values.config, env), ({ apiKeys }) => apiKeys.revoke(id, 'cli'));
        line(out, `revoked ${id}`);
        return 0;
      },
    },
  ];
}
