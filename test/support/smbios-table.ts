export interface StructureSpec {
  readonly type: number;
  /** The formatted part after the four bytes of header. */
  readonly body: readonly number[];
  readonly strings?: readonly string[];
}

/** Bytes of an SMBIOS table with an end marker, as firmware lays it out (DSP0134 §6.1). */
export function smbiosTable(structures: readonly StructureSpec[]): Uint8Array {
  const parts = [...structures, { type: 127, body: [] }].map(
    ({ type, body, strings = [] }: StructureSpec, index) => {
      const header = [type, body.length + 4, index & 0xff, index >> 8];
      const texts = strings.length === 0 ? '\0\0' : `${strings.join('\0')}\0\0`;
      return Buffer.concat([Buffer.from([...header, ...body]), Buffer.from(texts, 'utf8')]);
    },
  );
  return new Uint8Array(Buffer.concat(parts));
}

export interface ProcessorSpec {
  readonly status: number;
  readonly cores: number;
  readonly enabled: number;
  readonly threads: number;
  readonly kind?: number;
}

/** A type 4 structure of SMBIOS 3.0: counts above 254 go into the two-byte fields. */
export function processorStructure({
  status,
  cores,
  enabled,
  threads,
  kind = 3,
}: ProcessorSpec): StructureSpec {
  const data = Buffer.alloc(0x30 - 4);
  const at = (offset: number) => offset - 4;
  data[at(0x04)] = 1;
  data[at(0x05)] = kind;
  data[at(0x10)] = 2;
  data[at(0x18)] = status;
  [cores, enabled, threads].forEach((count, index) => {
    data[at(0x23 + index)] = Math.min(count, 0xff);
    data.writeUInt16LE(count, at(0x2a + 2 * index));
  });
  return { type: 4, body: [...data], strings: ['CPU 1', 'Example Processor 9000'] };
}
