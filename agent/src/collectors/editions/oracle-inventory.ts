import type { FieldReader } from '../field-reader.ts';
import { attributeOf, descendants } from '../xml.ts';
import { readXml } from './read-xml.ts';

export interface OracleHome {
  readonly path: string;
  readonly name: string | null;
  /** The file that names it. */
  readonly listedIn: string;
}

/** Linux and AIX, then Solaris and HP-UX. */
const POINTERS = ['/etc/oraInst.loc', '/var/opt/oracle/oraInst.loc'];

/** Homes that the central inventories list and that were not removed. */
export async function oracleHomes(files: FieldReader): Promise<OracleHome[]> {
  const homes = new Map<string, OracleHome>();
  for (const pointer of POINTERS) {
    const inventory = /^[ \t]*inventory_loc[ \t]*=[ \t]*(\/.*)$/m
      .exec(files.text(pointer) ?? '')?.[1]
      ?.trim();
    if (inventory === undefined) continue;
    const listedIn = `${inventory}/ContentsXML/inventory.xml`;
    const document = await readXml(files, listedIn);
    for (const home of document === null ? [] : descendants(document, 'HOME', 4)) {
      const path = attributeOf(home, 'LOC')?.replace(/\/$/, '');
      if (!path || /^t(rue)?$/i.test(attributeOf(home, 'REMOVED') ?? '')) continue;
      homes.set(path, { path, name: attributeOf(home, 'NAME'), listedIn });
    }
  }
  return [...homes.values()];
}
