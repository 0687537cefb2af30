/**
 * Makes names for generated code. A hint is any text, usually a name from the source (`while`, `sample`, `größe`,
 * `box.min.x`). The result is an ASCII identifier that is neither reserved nor already in use.
 */
export type Namer = (hint: string) => string;

export function createNamer(reserved: Iterable<string>): Namer {
  const taken = new Set(reserved);
  const next = new Map<string, number>();
  return hint => {
    const base = identifier(hint);
    if (!taken.has(base)) {
      taken.add(base);
      return base;
    }
    for (let i = next.get(base) ?? 1; ; i++) {
      // A name that ends with a digit gets an underscore before the number: `x1` and `x1_1`.
      const name = /\d$/.test(base) ? `${base}_${i}` : `${base}${i}`;
      if (taken.has(name)) continue;
      taken.add(name);
      next.set(base, i + 1);
      return name;
    }
  };
}

/** An identifier without leading or double underscores, which WGSL and GLSL reserve. */
export function identifier(hint: string): string {
  const plain = hint
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[^A-Za-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '');
  return plain === '' ? 'v' : /^\d/.test(plain) ? `v${plain}` : plain;
}
