/**
 * LEB128, in which the binary format writes every number: seven bits in each byte, the lowest first. The
 * eighth bit is set if another byte follows.
 */
export function unsigned(value: number): number[] {
  const bytes: number[] = [];
  // Not with shifts, because a u32 may have its highest bit set.
  let rest = value;
  for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) bytes.push((rest % 0x80) + 0x80);
  bytes.push(rest);
  return bytes;
}

/**
 * LEB128 of an i32. It ends when the remaining bits are all equal to the sign, which is the second-highest
 * bit of the last byte.
 */
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

/** A length followed by the items: the format's encoding of a vector, a name or a section's content. */
export function counted<T>(items: readonly T[], encode: (item: T) => readonly number[]): number[] {
  const bytes = unsigned(items.length);
  for (const item of items) for (const byte of encode(item)) bytes.push(byte);
  return bytes;
}

/** Names are ASCII, because the namer makes them so. */
export function name(text: string): number[] {
  return counted([...text], character => [character.charCodeAt(0)]);
}
