import type { Host } from '../../host/host.ts';

/** Folders of tags, each with the levels of folders below it that hold some. */
const FOLDERS: readonly (readonly [folder: string, levels: number])[] = [
  ['/usr/lib/swidtag', 1],
  ['/usr/share/swidtag', 1],
  ['/etc/swid/swidtags.d', 1],
];
/** Vendors' own trees, where tags lie in folders of these names or of `regid.…` (IBM, 2009 tags). */
const VENDOR_TREES = ['/opt', '/usr/local', '/usr/share'];
const TAG_FOLDER = /^(swidtag|iso-swid|regid\..+)$/i;
const VENDOR_LEVELS = 4;
/** A search of a whole tree would cost more than all other sources together. */
const MAX_FOLDERS = 1_500;
/** A vendor's tree branches into a few products; a folder wider than this is a store of data and not searched. */
const MAX_WIDTH = 256;
const MAX_TAGS = 1_000;

export function swidFiles(host: Host, list: (path: string) => string[]): string[] {
  const found: string[] = [];
  let budget = MAX_FOLDERS;

  function take(folder: string, levels: number): void {
    if (host.kind(folder) !== 'directory' || budget <= 0) return;
    budget -= 1;
    for (const name of list(folder)) {
      const path = `${folder}/${name}`;
      if (/\.(swidtag|swtag)$/i.test(name)) found.push(path);
      else if (levels > 0) take(path, levels - 1);
    }
  }

  function search(folder: string, levels: number): void {
    if (budget <= 0 || host.kind(folder) !== 'directory') return;
    budget -= 1;
    const names = list(folder);
    const narrow = names.length <= MAX_WIDTH;
    for (const name of names) {
      if (TAG_FOLDER.test(name)) take(`${folder}/${name}`, 1);
      else if (narrow && levels > 1 && !name.includes('.')) search(`${folder}/${name}`, levels - 1);
    }
  }

  for (const [folder, levels] of FOLDERS) take(folder, levels);
  for (const tree of VENDOR_TREES) search(tree, tree === '/opt' ? VENDOR_LEVELS : 1);
  return found.slice(0, MAX_TAGS);
}
