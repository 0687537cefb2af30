import type { ScalarNode } from '../ir/types.ts';
import { type Expression, expression, Level, primary } from './expression.ts';

/** A scalar literal, which WGSL and GLSL both accept. */
export function literal({ scalar }: ScalarNode, bits: number): Expression {
  switch (scalar) {
    case 'bool':
      return primary(bits ? 'true' : 'false');
    case 'u32':
      return numeral(isPattern(bits) ? `0x${bits.toString(16)}u` : `${bits}u`, bits);
    case 'i32':
      // There is no suffix, because in WGSL 2147483648i is out of range even after a minus sign.
      return { ...numeral(`${bits | 0}`, bits), ...(bits === 0x80000000 && { negative: undefined }) };
    case 'f32':
      return { ...numeral(decimal(bits)!, bits), bits: undefined };
  }
}

/** True for a bit pattern rather than a number: its lower hexadecimal digits are all 0 or all f. */
const isPattern = (bits: number): boolean =>
  bits >= 0x10000 && ((bits & 0xfff) === 0 || (bits & 0xfff) === 0xfff);

/**
 * An f32 as the shortest decimal that reads back to it, with a point or an exponent. Undefined for NaNs and
 * infinities.
 */
export function decimal(bits: number): string | undefined {
  const value = new Float32Array(Uint32Array.of(bits).buffer)[0]!;
  if (!Number.isFinite(value)) return undefined;
  if (Object.is(value, -0)) return '-0.0';
  let text = `${value}`;
  if (Number.isInteger(value) && Math.abs(value) < 1e15) return `${text}.0`;
  for (let digits = 1; digits <= 9; digits++) {
    const short = Number(value.toPrecision(digits));
    // WGSL refuses a decimal above the greatest f32, even if it rounds to that.
    if (Math.fround(short) !== value || Math.abs(short) > MAX_F32) continue;
    text = `${short}`;
    break;
  }
  return /[.e]/.test(text) ? text : `${text}.0`;
}

const MAX_F32 = (2 - 2 ** -23) * 2 ** 127;

/** A number as a literal expression. */
export function numeral(text: string, bits: number): Expression {
  if (!text.startsWith('-')) return { ...expression(text, Level.primary), bits };
  return { ...expression(text, Level.unary), bits, negative: text.slice(1) };
}
