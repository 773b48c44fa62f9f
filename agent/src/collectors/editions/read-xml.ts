import type { FieldReader } from '../field-reader.ts';
import { parseXml, type XmlElement } from '../xml.ts';

/** A document, or null where it is absent or cannot be read; what is wrong with it is remembered, never what it says. */
export async function readXml(files: FieldReader, path: string): Promise<XmlElement | null> {
  const text = files.text(path);
  if (text === null) return null;
  try {
    return await parseXml(text);
  } catch (error) {
    files.fault(`${path}: ${error instanceof Error ? error.message : 'not well-formed XML'}`);
    return null;
  }
}
