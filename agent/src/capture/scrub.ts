import { decodeText } from '../host/decode-text.ts';
import { keepOnly } from './keep-only.ts';

const REMOVED = '[removed]';
const PRIVATE_KEY = /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(-----END [A-Z ]*PRIVATE KEY-----|$)/g;
/** Names of settings, attributes, elements and JSON members whose values are secret or name a user, up to the value. */
const SECRET_NAME =
  /((?:[\w.-]{0,40}(?:passw(?:or)?d|passphrase|secret|token|private[ _-]?key|product[ _-]?key|license[ _-]?key|credential|macaroon|api[ _-]?key|user_?name|ciuser)[\w.-]{0,40}|pwd|owner|user)["']?\s{0,8}[=:>]\s{0,8})("[^"\n]*"|'[^'\n]*'|[^\s;,<>"'][^\n;,<>"']*)/gi;
/** Package databases have no secrets and are kept to the byte. */
const PACKAGES = /^\/(var\/lib\/(dpkg|rpm|pacman)|usr\/lib\/sysimage|usr\/share\/rpm|(usr\/)?lib\/apk)\//;

/**
 * A file or command output without what is secret in it. Tables of bytes are kept as they are. Undefined for a file of which only
 * that it is there may be told.
 */
export function scrub(path: string, content: Uint8Array): Uint8Array | undefined {
  if (/key\.pem$|\.key$|machine-key$/i.test(path)) return undefined;
  if (PACKAGES.test(path)) return content;
  const keep = keepOnly(path);
  if (keep !== undefined) return encode(keep(textOf(content)));
  if (content.includes(0) && !isWide(content)) return content;
  return encode(textOf(content).replace(PRIVATE_KEY, REMOVED).replace(SECRET_NAME, withoutValue));
}

function withoutValue(_match: string, name: string, value: string): string {
  const quote = /^["']/.exec(value)?.[0] ?? '';
  return `${name}${quote}${REMOVED}${quote}`;
}

function isWide(content: Uint8Array): boolean {
  const marked = (content[0] === 0xff && content[1] === 0xfe) || (content[0] === 0xfe && content[1] === 0xff);
  return marked || (content.length > 3 && content[0] !== 0 && content[1] === 0 && content[3] === 0);
}

/** UTF-8, or UTF-16 with a byte-order mark or, little-endian, without. */
function textOf(content: Uint8Array): string {
  if (isWide(content) && content[1] === 0)
    return new TextDecoder('utf-16le').decode(content).replaceAll('\r\n', '\n');
  return decodeText(content);
}

function encode(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
