/** Whether the text is an IPv4 or IPv6 address, or a block of them. */
export function isCidr(text: string): boolean {
  const address = text.split('/')[0] ?? '';
  return addressInCidr(address, text);
}

/** Whether an IPv4 or IPv6 address lies in a CIDR block. IPv4-mapped IPv6 addresses count as IPv4. Malformed input is never inside. */
export function addressInCidr(address: string, cidr: string): boolean {
  const [network = '', prefix] = cidr.split('/');
  const inside = parseAddress(address);
  const block = parseAddress(network);
  if (inside === undefined || block === undefined || inside.bits !== block.bits) return false;
  const length = prefix === undefined ? block.bits : Number(prefix);
  if (!Number.isInteger(length) || length < 0 || length > block.bits) return false;
  const shift = BigInt(block.bits - length);
  return inside.value >> shift === block.value >> shift;
}

function parseAddress(text: string): { value: bigint; bits: 32 | 128 } | undefined {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(text);
  const plain = mapped?.[1] ?? text;
  if (plain.includes('.')) {
    const parts = plain.split('.').map(Number);
    if (parts.length !== 4 || !parts.every((part) => Number.isInteger(part) && part >= 0 && part <= 255))
      return undefined;
    return { value: parts.reduce((value, part) => (value << 8n) | BigInt(part), 0n), bits: 32 };
  }
  const [head = '', tail, more] = plain.split('::');
  if (more !== undefined) return undefined;
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  const missing = 8 - left.length - right.length;
  if (tail === undefined ? missing !== 0 : missing < 1) return undefined;
  const groups = [...left, ...Array<string>(missing).fill('0'), ...right];
  if (!groups.every((group) => /^[0-9a-f]{1,4}$/i.test(group))) return undefined;
  return { value: groups.reduce((value, group) => (value << 16n) | BigInt(`0x${group}`), 0n), bits: 128 };
}
