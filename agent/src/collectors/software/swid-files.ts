import type { Host } from '../../host/host.ts';
import type { FieldReader } from '../field-reader.ts';
import { folderSearch } from '../folder-search.ts';

/** Folders of tags, each with the levels of folders below it that hold some. */
const FOLDERS: readonly (readonly [folder: string, levels: number])[] = [
  ['/usr/lib/swidtag', 1],
  ['/usr/share/swidtag', 1],
  ['/etc/swid/swidtags.d', 1],
];
/** Vendors' own trees, where tags lie in folders of these names or of `regid.…` (IBM, 2009 tags). */
const VENDOR_TREES: readonly (readonly [folder: string, levels: number])[] = [
  ['/opt', 4],
  ['/usr/local', 1],
  ['/usr/share', 1],
];
const TAG_FOLDER = /^(swidtag|iso-swid|regid\..+)$/i;
const MAX_TAGS = 1_000;

/** Tags in the folders that are made for them and in those of vendors' trees, down to a few levels. */
export function swidFiles(host: Host, files: FieldReader): string[] {
  const found: string[] = [];
  const { visit, narrow } = folderSearch(files);

  function take(folder: string, levels: number): void {
    for (const name of files.list(folder)) {
      if (/\.(swidtag|swtag)$/i.test(name)) found.push(`${folder}/${name}`);
    }
    if (levels > 0) for (const name of visit(folder)) take(`${folder}/${name}`, levels - 1);
  }

  function search(folder: string, levels: number): void {
    const names = visit(folder);
    for (const name of names) if (TAG_FOLDER.test(name)) take(`${folder}/${name}`, 1);
    if (levels === 1) return;
    const others = names.filter((name) => !TAG_FOLDER.test(name) && !name.startsWith('.'));
    for (const name of narrow(folder, others)) search(`${folder}/${name}`, levels - 1);
  }

  for (const [folder, levels] of FOLDERS) if (host.kind(folder) === 'directory') take(folder, levels);
  for (const [folder, levels] of VENDOR_TREES) if (host.kind(folder) === 'directory') search(folder, levels);
  if (found.length > MAX_TAGS) files.passedOver(`${found.length} tags, of which ${MAX_TAGS} were read`);
  return found.slice(0, MAX_TAGS);
}
