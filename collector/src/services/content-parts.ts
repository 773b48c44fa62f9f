/**
 * What the content digest of a report is made of, in parts: the canonical form of `{agent, identity, sections}`, cut out of the canonical
 * bytes of the valid report. The keys looked for stand nowhere before; a text between quotes cannot hold them.
 */
export function contentPartsOf(report: Uint8Array): (string | Uint8Array)[] {
  const bytes = Buffer.from(report.buffer, report.byteOffset, report.byteLength);
  const between = (before: string, after: string): Uint8Array => {
    const from = bytes.indexOf(before) + before.length;
    return bytes.subarray(from, bytes.indexOf(after, from));
  };
  const sections = bytes.indexOf(',"sections":');
  return [
    '{"agent":',
    between('{"agent":', ',"agentId":'),
    ',"identity":',
    between(',"identity":', ',"observedAt":'),
    bytes.subarray(sections, bytes.lastIndexOf(',"sequence":')),
    '}',
  ];
}
