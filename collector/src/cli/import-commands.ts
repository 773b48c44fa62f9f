import { readFileSync } from 'node:fs';
import { readPlacementsCsv } from '../csv/read-placements-csv.ts';
import { AppError } from '../errors.ts';
import type { ImportPlacements, PlacementImport } from '../services/import-placements.ts';
import { type Command, line, UsageError } from './command.ts';
import { CONFIG_HELP, CONFIG_OPTION, configFile, type OpenServices, withServices } from './local-services.ts';
import { parseOptions } from './options.ts';

/** `import virt-who|placements`. */
export function importCommands(open: OpenServices): readonly Command[] {
  return [
    importCommand(open, {
      name: 'virt-who',
      summary: 'take in which guests run on which hypervisor, from `virt-who --print`',
      file: 'what `virt-who --print` wrote',
      take: (imports, text, by) => imports.virtWho(parseJson(text), by),
    }),
    importCommand(open, {
      name: 'placements',
      summary: 'take in which guests run on which host and cluster, from CSV',
      file: 'CSV with the columns guest, host (each a uuid or a name) and cluster; of hosts without an agent also host_cores (32, or 16+16 by socket), host_sockets, host_cpu',
      take(imports, text, by) {
        const reading = readPlacementsCsv(text);
        if ('placements' in reading) return imports.placements(reading.placements, by);
        throw new AppError('bad-request', 'the CSV is not valid: nothing was changed', {
          errors: reading.faults.slice(0, 50).map((message) => ({ path: 'CSV', message })),
        });
      },
    }),
  ];
}

interface Form {
  readonly name: string;
  readonly summary: string;
  readonly file: string;
  take(
    imports: ImportPlacements,
    text: string,
    by: { readonly source: string; readonly actor: string },
  ): Promise<PlacementImport>;
}

function importCommand(open: OpenServices, { name, summary, file, take }: Form): Command {
  return {
    name: `import ${name}`,
    summary,
    help: `Usage: coreledger import ${name} FILE [--source NAME]

  FILE                ${file}
  --source NAME       who says so (default: ${name}); an import takes the place of what the same source said before
${CONFIG_HELP}`,
    async run(args, { out, env }) {
      const { values, positionals } = parseOptions(
        args,
        { ...CONFIG_OPTION, source: { type: 'string', default: name } },
        1,
      );
      const [path] = positionals;
      if (path === undefined) throw new UsageError('say which file to read');
      const text = readText(path);
      const { source } = values;
      const done = await withServices(
        open,
        configFile(values.config, env),
        ({ imports }) => take(imports, text, { source, actor: 'cli' }),
        { create: true },
      );
      line(
        out,
        `${done.standing} placements stand for ${source}: ${done.added} new, ${done.ended} ended; left out: ${done.stopped} shut off, ${done.unnamed} not named`,
      );
      return 0;
    },
  };
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new AppError('bad-request', `cannot read ${path}: ${(error as Error).message}`);
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new AppError('bad-request', `not JSON: ${(error as Error).message}`);
  }
}
