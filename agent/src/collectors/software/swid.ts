import type { SoftwareItem } from '@coreledger/shared/software.ts';
import type { Host } from '../../host/host.ts';
import { fieldReader } from '../field-reader.ts';
import { attributeOf, childElements, parseXml, textOf, type XmlElement } from '../xml.ts';
import { type RawItem, softwareItem } from './software-item.ts';
import type { SoftwareSource } from './software-source.ts';
import { swidFiles } from './swid-files.ts';

export async function readSwid(host: Host): Promise<SoftwareSource> {
  const reader = fieldReader(host, 'swid');
  const items: SoftwareItem[] = [];
  const damaged: string[] = [];
  const paths = swidFiles(host, reader);
  for (const path of paths) {
    const text = reader.text(path);
    if (text === null) continue;
    try {
      const raw = await parseSwidTag(text);
      const item = raw && softwareItem('swid', path, raw);
      if (item !== undefined) items.push(item);
    } catch {
      damaged.push(path);
    }
  }
  if (damaged.length === 0) {
    const outcome = reader.outcome();
    // Folders that were searched in vain are no database that was read.
    const none = paths.length === 0 && outcome.status === 'read';
    return { items, outcome: none ? { ...outcome, status: 'absent' } : outcome };
  }
  const detail = `${damaged.join(', ')}: not a SWID tag`.slice(0, 1024).toWellFormed();
  return { items, outcome: { name: 'swid', status: 'failed', detail } };
}

/**
 * The product of a SWID tag: ISO/IEC 19770-2:2015 `SoftwareIdentity`, or 2009 `software_identification_tag`. Undefined for tags of
 * installers (corpus), patches and supplements, and for another document. Throws for text that is no XML.
 */
export async function parseSwidTag(xml: string): Promise<RawItem | undefined> {
  const document = await parseXml(xml);
  const [identity] = childElements(document, 'SoftwareIdentity');
  if (identity !== undefined) return parseIdentity(identity);
  const [tag] = childElements(document, 'software_identification_tag');
  return tag === undefined ? undefined : parse2009(tag);
}

function parseIdentity(identity: XmlElement): RawItem | undefined {
  const isNot = (name: string) => attributeOf(identity, name) !== 'true';
  if (!(isNot('corpus') && isNot('patch') && isNot('supplemental'))) return undefined;
  const creator = childElements(identity, 'Entity').find((entity) =>
    (attributeOf(entity, 'role') ?? '').split(/\s+/).includes('softwareCreator'),
  );
  return {
    name: attributeOf(identity, 'name'),
    version: attributeOf(identity, 'version'),
    publisher: attributeOf(creator, 'name'),
  };
}

function parse2009(tag: XmlElement): RawItem {
  const [version] = childElements(tag, 'product_version');
  const [creator] = childElements(tag, 'software_creator');
  return {
    name: textOf(childElements(tag, 'product_title')[0]),
    version: textOf(childElements(version, 'name')[0]),
    publisher: textOf(childElements(creator, 'name')[0]),
  };
}
