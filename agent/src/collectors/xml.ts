/** An element of a parsed document: its attributes under `@name`, its text under `#text`, its children by local name. */
export interface XmlElement {
  readonly [name: string]: unknown;
}

/**
 * A small XML document, without a document type (whose entities can grow without bound). Throws for text that is no
 * well-formed XML; the parser's own message quotes the file and is not passed on. The parser is loaded when a first document is read.
 */
export async function parseXml(text: string): Promise<XmlElement> {
  if (/<!DOCTYPE/i.test(text)) throw new Error('a document with a document type is not read');
  const { XMLParser, XMLValidator } = await import('fast-xml-parser');
  if (XMLValidator.validate(text) !== true) throw new Error('not well-formed XML');
  const parser = new XMLParser({
    ignoreAttributes: false,
    attributeNamePrefix: '@',
    parseTagValue: false,
    parseAttributeValue: false,
    removeNSPrefix: true,
  });
  try {
    return parser.parse(text) as XmlElement;
  } catch {
    throw new Error('not well-formed XML');
  }
}

/** Children of one name, in document order. */
export function childElements(parent: XmlElement | undefined, name: string): XmlElement[] {
  const value = parent?.[name];
  const values: unknown[] = Array.isArray(value) ? value : value === undefined ? [] : [value];
  return values.map((child) =>
    typeof child === 'object' && child !== null ? (child as XmlElement) : { '#text': child },
  );
}

export function attributeOf(element: XmlElement | undefined, name: string): string | null {
  const value = element?.[`@${name}`];
  return typeof value === 'string' ? value : null;
}

export function textOf(element: XmlElement | undefined): string | null {
  const value = element?.['#text'];
  return typeof value === 'string' ? value : null;
}

/** Every element of this name below `parent`, at most `depth` levels down. */
export function descendants(parent: XmlElement, name: string, depth: number): XmlElement[] {
  const found = childElements(parent, name);
  if (depth <= 1) return found;
  const below = Object.keys(parent)
    .filter((key) => !key.startsWith('@') && key !== '#text')
    .flatMap((key) => childElements(parent, key));
  return [...found, ...below.flatMap((child) => descendants(child, name, depth - 1))];
}
