/** The same uuid with its first three fields byte-swapped: SMBIOS before 2.6 and some hypervisors write it so. */
export function swapUuid(uuid: string): string {
  const [a = '', b = '', c = '', ...rest] = uuid.toLowerCase().split('-');
  return [swapBytes(a), swapBytes(b), swapBytes(c), ...rest].join('-');
}

/** One text for both byte orders of a uuid, so that a guest and its hypervisor meet: the smaller of the two. */
export function canonicalUuid(uuid: string): string {
  return [uuid.toLowerCase(), swapUuid(uuid)].sort()[0] as string;
}

function swapBytes(field: string): string {
  return (field.match(/../g) ?? []).reverse().join('');
}
