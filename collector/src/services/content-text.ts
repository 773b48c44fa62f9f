/**
 * What the content digest of a report is made of: the canonical form of `{agent, identity, sections}`, cut out of the canonical text
 * of the valid report. The keys looked for stand nowhere before; a text between quotes cannot hold them, and nothing else has them.
 */
export function contentTextOf(report: string): string {
  const agent = report.slice('{"agent":'.length, report.indexOf(',"agentId":'));
  const identity = between(report, ',"identity":', ',"observedAt":');
  const sections = report.slice(
    report.indexOf(',"sections":') + ',"sections":'.length,
    report.lastIndexOf(',"sequence":'),
  );
  return `{"agent":${agent},"identity":${identity},"sections":${sections}}`;
}

function between(text: string, before: string, after: string): string {
  const from = text.indexOf(before) + before.length;
  return text.slice(from, text.indexOf(after, from));
}
