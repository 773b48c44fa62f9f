/** Editions as a banner begins with them. What follows (`: Core-based Licensing`) is kept: it decides how many cores may be used. */
const EDITION =
  /^\s+((?:Enterprise Developer|Standard Developer|Enterprise Evaluation|Business Intelligence|Evaluation|Developer|Express|Web|Standard|Enterprise)\b[^\n]*?)\s*\((?:64|32)-bit\)/m;
const BANNER = /Microsoft (?:Azure )?SQL Server ([^\n]{1,120}?) - (\d+\.\d+\.\d+\.\d+)[^\n]{0,200}/;
const PROCESSORS =
  /SQL Server detected (\d+) sockets? with \d+ cores? per socket and \d+ logical processors? per socket, (\d+) total logical processors?; using (\d+) logical processors? based on SQL Server licensing/;
/** The edition stands on the fourth line of the banner. */
const BANNER_LENGTH = 1_000;

interface Banner {
  readonly release: string;
  readonly version: string;
  readonly edition: string | null;
  readonly line: string;
}

interface Processors {
  readonly sockets: string;
  readonly logical: string;
  readonly used: string;
  readonly line: string;
}

/** What SQL Server says of itself at the head of its log. The command line and accounts that follow there are not looked at. */
export function parseErrorlog(text: string): {
  readonly banner: Banner | undefined;
  readonly processors: Processors | undefined;
} {
  const found = BANNER.exec(text);
  const edition = found && EDITION.exec(text.slice(found.index, found.index + BANNER_LENGTH))?.[1];
  const counts = PROCESSORS.exec(text);
  return {
    banner: found
      ? {
          release: found[1]?.trim() ?? '',
          version: found[2] ?? '',
          edition: edition ?? null,
          line: edition ? `${found[0].trim()}; ${edition}` : found[0].trim(),
        }
      : undefined,
    processors: counts
      ? { sockets: counts[1] ?? '', logical: counts[2] ?? '', used: counts[3] ?? '', line: counts[0] }
      : undefined,
  };
}
