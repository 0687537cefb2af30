/**
 * LEB128, as the binary format writes every number: seven bits a byte from the lowest up, the eighth bit
 * where more follow.
 */
export function unsigned(value: number): number[] {
  const bytes: number[] = [];
  // Not by shifts: a u32 may have its highest bit set.
  let rest = value;
  for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) bytes.push((rest % 0x80) + 0x80);
  bytes.push(rest);
  return bytes;
}

/** Of an i32: ends where all that is left is the sign, which the last byte's second highest bit says. */
export function signed(value: number): number[] {
  const bytes: number[] = [];
  let rest = value | 0;
  for (;;) {
    const byte = rest & 0x7f;
    rest >>= 7;
    if (rest === (byte & 0x40 ? -1 : 0)) {
      bytes.push(byte);
      return bytes;
    }
    bytes.push(byte | 0x80);
  }
}

/** As the format writes a vector, a name or a section's content: with its length in front. */
export function counted<T>(items: readonly T[], encode: (item: T) => readonly number[]): number[] {
  const bytes = unsigned(items.length);
  for (const item of items) for (const byte of encode(item)) bytes.push(byte);
  return bytes;
}

/** Names are ASCII: a namer has made them. */
export function name(text: string): number[] {
  return counted([...text], character => [character.charCodeAt(0)]);
}
