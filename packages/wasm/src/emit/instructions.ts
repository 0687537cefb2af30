/**
 * Instructions as data: a name of WebAssembly's text format, and its immediates as numbers. One table defines
 * the encoding of each; the text for people is printed from the same table.
 */
export type Instruction = readonly [name: Opcode, ...immediates: readonly number[]];
/** A sequence of instructions, which pushes a value or has an effect. */
export type Code = readonly Instruction[];
export type Opcode = keyof typeof opcodes;
export type ValueType = keyof typeof VALUE_TYPES;

export const VALUE_TYPES = { i32: 0x7f, i64: 0x7e, f32: 0x7d, v128: 0x7b } as const;

/**
 * The immediate of an f32 constant is its bits, so that a NaN keeps its payload. An `offset` is a number of
 * bytes. Immediates without a number are constant: a block that yields nothing, memory 0, from memory 0 to
 * memory 0.
 */
export type Immediate =
  | 'label'
  | 'local'
  | 'global'
  | 'function'
  | 'offset'
  | 'i32'
  | 'i64'
  | 'f32'
  | 'void'
  | 'memory'
  | 'memories';

export interface Encoding {
  /** The opcode: one byte, or a prefix with a second byte. */
  readonly code: number;
  readonly immediate: Immediate | undefined;
  /** The base-2 logarithm of the alignment, which equals the size, as atomic instructions demand. */
  readonly align: number;
}

/**
 * The opcodes of the WebAssembly Core Specification 2.0, 5.4, and of the threads proposal (those that begin
 * with 0xfe).
 */
export const opcodes = {
  unreachable: [0x00],
  block: [0x02, 'void'],
  loop: [0x03, 'void'],
  if: [0x04, 'void'],
  else: [0x05],
  end: [0x0b],
  br: [0x0c, 'label'],
  br_if: [0x0d, 'label'],
  return: [0x0f],
  call: [0x10, 'function'],
  drop: [0x1a],
  select: [0x1b],
  'local.get': [0x20, 'local'],
  'local.set': [0x21, 'local'],
  'local.tee': [0x22, 'local'],
  'global.get': [0x23, 'global'],
  'global.set': [0x24, 'global'],

  'i32.load': [0x28, 'offset', 2],
  'f32.load': [0x2a, 'offset', 2],
  'i32.load8_u': [0x2d, 'offset', 0],
  'i32.store': [0x36, 'offset', 2],
  'i64.store': [0x37, 'offset', 3],
  'f32.store': [0x38, 'offset', 2],
  'memory.copy': [0xfc0a, 'memories'],
  'memory.fill': [0xfc0b, 'memory'],

  'i32.const': [0x41, 'i32'],
  'i64.const': [0x42, 'i64'],
  'f32.const': [0x43, 'f32'],

  'i32.eqz': [0x45],
  'i32.eq': [0x46],
  'i32.ne': [0x47],
  'i32.lt_s': [0x48],
  'i32.lt_u': [0x49],
  'i32.gt_s': [0x4a],
  'i32.gt_u': [0x4b],
  'i32.le_s': [0x4c],
  'i32.le_u': [0x4d],
  'i32.ge_s': [0x4e],
  'i32.ge_u': [0x4f],
  'f32.eq': [0x5b],
  'f32.ne': [0x5c],
  'f32.lt': [0x5d],
  'f32.gt': [0x5e],
  'f32.le': [0x5f],
  'f32.ge': [0x60],

  'i32.clz': [0x67],
  'i32.ctz': [0x68],
  'i32.popcnt': [0x69],
  'i32.add': [0x6a],
  'i32.sub': [0x6b],
  'i32.mul': [0x6c],
  'i32.div_s': [0x6d],
  'i32.div_u': [0x6e],
  'i32.rem_s': [0x6f],
  'i32.rem_u': [0x70],
  'i32.and': [0x71],
  'i32.or': [0x72],
  'i32.xor': [0x73],
  'i32.shl': [0x74],
  'i32.shr_s': [0x75],
  'i32.shr_u': [0x76],
  'i32.rotl': [0x77],

  'f32.abs': [0x8b],
  'f32.neg': [0x8c],
  'f32.ceil': [0x8d],
  'f32.floor': [0x8e],
  'f32.trunc': [0x8f],
  'f32.nearest': [0x90],
  'f32.sqrt': [0x91],
  'f32.add': [0x92],
  'f32.sub': [0x93],
  'f32.mul': [0x94],
  'f32.div': [0x95],
  'f32.min': [0x96],
  'f32.max': [0x97],
  'f32.copysign': [0x98],

  'f32.convert_i32_s': [0xb2],
  'f32.convert_i32_u': [0xb3],
  'i32.reinterpret_f32': [0xbc],
  'f32.reinterpret_i32': [0xbe],
  'i32.trunc_sat_f32_s': [0xfc00],
  'i32.trunc_sat_f32_u': [0xfc01],

  'i32.atomic.load': [0xfe10, 'offset', 2],
  'i32.atomic.store': [0xfe17, 'offset', 2],
  'i32.atomic.rmw.add': [0xfe1e, 'offset', 2],
  'i32.atomic.rmw.sub': [0xfe25, 'offset', 2],
  'i32.atomic.rmw.and': [0xfe2c, 'offset', 2],
  'i32.atomic.rmw.or': [0xfe33, 'offset', 2],
  'i32.atomic.rmw.xor': [0xfe3a, 'offset', 2],
  'i32.atomic.rmw.xchg': [0xfe41, 'offset', 2],
  'i32.atomic.rmw.cmpxchg': [0xfe48, 'offset', 2],
} as const;

export function encodingOf(name: Opcode): Encoding {
  const [code, immediate, align = 0]: readonly [code: number, immediate?: Immediate, align?: number] =
    opcodes[name];
  return { code, immediate, align };
}

export const opensBlock = (name: Opcode): boolean => name === 'block' || name === 'loop' || name === 'if';
