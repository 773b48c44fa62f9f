/** The AWS query protocol: form parameters in, XML out. */
export function parseQuery(body: string): { action: string; input: Record<string, unknown> } {
  const { Action, Version: _, ...flat } = Object.fromEntries(new URLSearchParams(body));
  const root: Record<string, unknown> = {};
  for (const [path, value] of Object.entries(flat)) assign(root, path.split('.'), value);
  return { action: Action ?? '', input: fold(root) as Record<string, unknown> };
}

function assign(
  target: Record<string, unknown>,
  [head = '', ...rest]: readonly string[],
  value: string,
): void {
  if (rest.length === 0) {
    target[head] = value;
    return;
  }
  target[head] ??= {};
  assign(target[head] as Record<string, unknown>, rest, value);
}

/** `{member: {1: …, 2: …}}` is a list. */
function fold(node: unknown): unknown {
  if (typeof node !== 'object' || node === null) return node;
  const { member, ...others } = node as Record<string, unknown>;
  if (member !== undefined && Object.keys(others).length === 0) {
    return Object.entries(member as Record<string, unknown>)
      .sort(([a], [b]) => Number(a) - Number(b))
      .map(([, item]) => fold(item));
  }
  return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, fold(value)]));
}

export function queryAnswer(action: string, output: Record<string, unknown>, requestId: string): string {
  return `<${action}Response><${action}Result>${xml(output)}</${action}Result><ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata></${action}Response>`;
}

export function queryError(type: string, message: string, requestId: string): string {
  const code = type.replace(/Exception$/, '');
  return `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${escapeXml(message)}</Message></Error><RequestId>${requestId}</RequestId></ErrorResponse>`;
}

function xml(value: unknown): string {
  if (typeof value !== 'object' || value === null) return escapeXml(String(value));
  return Object.entries(value)
    .map(([key, child]) => `<${key}>${xml(child)}</${key}>`)
    .join('');
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
