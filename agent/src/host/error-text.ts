const MAX_LENGTH = 512;

/**
 * What a program said on standard error, on one line and short. PowerShell may write records in XML there ("CLIXML"), progress
 * among them: then the text of the errors.
 */
export function errorText(stderr: string): string {
  const records = stderr.startsWith('#< CLIXML') ? stderr.matchAll(/<S S="Error">([^<]*)<\/S>/g) : undefined;
  const text =
    records === undefined ? stderr : [...records].map(([, record]) => unescaped(record ?? '')).join('');
  return text.replace(/\s+/g, ' ').trim().slice(0, MAX_LENGTH).toWellFormed();
}

function unescaped(record: string): string {
  return record
    .replace(/_x([0-9A-F]{4})_/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&');
}
