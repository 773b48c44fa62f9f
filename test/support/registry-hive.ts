/** Values by name, by path below the root (`A\\B`), of a registry hive file. */
type Keys = Readonly<Record<string, Readonly<Record<string, string | number>>>>;

interface Node {
  readonly children: Map<string, Node>;
  values: Readonly<Record<string, string | number>>;
}

const NONE = 0xffff_ffff;

/** A hive file as Windows lays one out: base block, one bin, cells. `list` says by which kind of list subkeys are named. */
export function registryHive(keys: Keys, list: 'lf' | 'li' | 'ri' = 'lf'): Buffer {
  const cells: Buffer[] = [];
  let length = 32;

  function cell(content: Buffer): number {
    const size = Math.ceil((content.length + 4) / 8) * 8;
    const whole = Buffer.alloc(size);
    whole.writeInt32LE(-size, 0);
    content.copy(whole, 4);
    cells.push(whole);
    length += size;
    return length - size;
  }

  function value(name: string, data: string | number): number {
    const bytes = typeof data === 'number' ? Buffer.alloc(4) : Buffer.from(`${data}\0`, 'utf16le');
    const head = Buffer.alloc(20 + name.length);
    head.write('vk', 'latin1');
    head.writeUInt16LE(name.length, 2);
    head.writeUInt16LE(1, 16);
    head.write(name, 20, 'latin1');
    head.writeUInt32LE(typeof data === 'number' ? 4 : 1, 12);
    head.writeUInt32LE(typeof data === 'number' ? 0x8000_0004 : bytes.length, 4);
    head.writeUInt32LE(typeof data === 'number' ? data : cell(bytes), 8);
    return cell(head);
  }

  function words(values: readonly number[], step = 4): Buffer {
    const buffer = Buffer.alloc(values.length * step);
    values.forEach((one, index) => {
      buffer.writeUInt32LE(one, index * step);
    });
    return buffer;
  }

  function subkeyList(offsets: readonly number[]): number {
    const head = (kind: string, count: number) => {
      const buffer = Buffer.alloc(4);
      buffer.write(kind, 'latin1');
      buffer.writeUInt16LE(count, 2);
      return buffer;
    };
    if (list === 'lf') return cell(Buffer.concat([head('lf', offsets.length), words(offsets, 8)]));
    const leaf = cell(Buffer.concat([head('li', offsets.length), words(offsets)]));
    return list === 'li' ? leaf : cell(Buffer.concat([head('ri', 1), words([leaf])]));
  }

  function key(name: string, node: Node, root: boolean): number {
    const children = [...node.children].map(([child, below]) => key(child, below, false));
    const values = Object.entries(node.values).map(([valueName, data]) => value(valueName, data));
    const narrow = [...name].every((character) => character.charCodeAt(0) < 256);
    const bytes = Buffer.from(name, narrow ? 'latin1' : 'utf16le');
    const head = Buffer.alloc(76);
    head.write('nk', 'latin1');
    head.writeUInt16LE((narrow ? 0x20 : 0) | (root ? 0x0c : 0), 2);
    for (const offset of [16, 28, 32, 40, 44, 48]) head.writeUInt32LE(NONE, offset);
    head.writeUInt32LE(children.length, 20);
    if (children.length > 0) head.writeUInt32LE(subkeyList(children), 28);
    head.writeUInt32LE(values.length, 36);
    if (values.length > 0) head.writeUInt32LE(cell(words(values)), 40);
    head.writeUInt16LE(bytes.length, 72);
    return cell(Buffer.concat([head, bytes]));
  }

  const root = key('ROOT', tree(keys), true);
  const size = Math.ceil(length / 4096) * 4096;
  const free = Buffer.alloc(size - length);
  if (free.length >= 4) free.writeInt32LE(free.length, 0);
  const bin = Buffer.alloc(32);
  bin.write('hbin', 'latin1');
  bin.writeUInt32LE(size, 8);
  return Buffer.concat([baseBlock(root, size), bin, ...cells, free]);
}

function tree(keys: Keys): Node {
  const root: Node = { children: new Map(), values: {} };
  for (const [path, values] of Object.entries(keys)) {
    let node = root;
    for (const part of path.split('\\')) {
      const child = node.children.get(part) ?? { children: new Map(), values: {} };
      node.children.set(part, child);
      node = child;
    }
    node.values = values;
  }
  return root;
}

function baseBlock(root: number, size: number): Buffer {
  const block = Buffer.alloc(4096);
  block.write('regf', 'latin1');
  const fields = { 4: 1, 8: 1, 20: 1, 24: 5, 32: 1, 36: root, 40: size, 44: 1 };
  for (const [offset, value] of Object.entries(fields)) block.writeUInt32LE(value, Number(offset));
  let checksum = 0;
  for (let offset = 0; offset < 508; offset += 4) checksum ^= block.readInt32LE(offset);
  block.writeInt32LE(checksum, 508);
  return block;
}
