/** A day of the calendar, `2026-03-31`. `2026-02-31` parses, as the third of March: it is no day all the same. */
export function isDay(text: string): boolean {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(text) : Number.NaN;
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}
