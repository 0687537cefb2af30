import type { ScalarNode } from '../ir/types.ts';
import { type Expression, expression, Level, primary } from './expression.ts';

/** A scalar, as WGSL and GLSL both read it. */
export function literal({ scalar }: ScalarNode, bits: number): Expression {
  switch (scalar) {
    case 'bool':
      return primary(bits ? 'true' : 'false');
    case 'u32':
      return numeral(isPattern(bits) ? `0x${bits.toString(16)}u` : `${bits}u`, bits);
    case 'i32':
      // WGSL: without a suffix, as 2147483648i is out of range even behind a minus sign.
      return { ...numeral(`${bits | 0}`, bits), ...(bits === 0x80000000 && { negative: undefined }) };
    case 'f32':
      return { ...numeral(decimal(bits)!, bits), bits: undefined };
  }
}

/** Whether it is rather bits than a number: its lower digits in hexadecimal are all 0 or all f. */
const isPattern = (bits: number): boolean =>
  bits >= 0x10000 && ((bits & 0xfff) === 0 || (bits & 0xfff) === 0xfff);

/**
 * The bits of an f32 as the shortest decimal that reads back, with a point or an exponent; undefined for
 * what is no finite number.
 */
export function decimal(bits: number): string | undefined {
  const value = new Float32Array(Uint32Array.of(bits).buffer)[0]!;
  if (!Number.isFinite(value)) return undefined;
  if (Object.is(value, -0)) return '-0.0';
  let text = `${value}`;
  if (Number.isInteger(value) && Math.abs(value) < 1e15) return `${text}.0`;
  for (let digits = 1; digits <= 9; digits++) {
    const short = Number(value.toPrecision(digits));
    // WGSL refuses a decimal beyond the greatest f32, though it would round to it.
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
