/** Printable ASCII without spaces at its ends: nearly every text there is, and fit as it stands. */
const PLAIN = /^[!-~](?:[ -~]*[!-~])?$/;

/**
 * Text from outside, fit for the wire: white space and control characters at both ends dropped, those inside made a space,
 * cut to `maxLength`, well-formed. Empty is null.
 */
export function boundedText(value: string | null | undefined, maxLength: number): string | null {
  if (value === null || value === undefined) return null;
  if (value.length <= maxLength && PLAIN.test(value)) return value;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is removed
  const clean = value.replace(/[\u0000-\u001f\u007f\ufffd]+/g, ' ').trim();
  return clean === '' ? null : clean.slice(0, maxLength).trimEnd().toWellFormed();
}

/** A non-negative decimal integer, or null for anything else. */
export function decimal(value: string | null | undefined): number | null {
  const text = value?.trim() ?? '';
  return /^\d{1,12}$/.test(text) ? Number(text) : null;
}
