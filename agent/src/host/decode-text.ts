/** Text in UTF-8 or, by its byte-order mark, UTF-16. Invalid sequences become U+FFFD, CRLF becomes LF. */
export function decodeText(bytes: Uint8Array): string {
  const text = decode(bytes);
  return text.includes('\r\n') ? text.replaceAll('\r\n', '\n') : text;
}

function decode(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  const start = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  return Buffer.from(bytes.buffer, bytes.byteOffset + start, bytes.byteLength - start).toString('utf8');
}
