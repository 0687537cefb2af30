import { expect, it } from 'vitest';
import wabt from 'wabt';
import { webAssembly } from '../platform.ts';
import { type Code, encodingOf, type Instruction, type Opcode, opcodes, opensBlock } from './instructions.ts';
import { encodeModule, type WasmModule } from './module.ts';
import { printModule } from './print.ts';

const EDGES = {
  i32: [0, 1, -1, 63, 64, -64, -65, 0x7fffffff, -0x80000000],
  f32: [0, 0x80000000, 1, 0x3dcccccd, 0x7f7fffff, 0x7f800000, 0xff800000, 0x7fc00000, 0xffc12345, 0x7f800001],
  offset: [0, 4, 127, 128, 0xffffffff],
} as const;

/** The instruction with each of its immediates, after `unreachable`, where the stack has any type. */
function code(name: Opcode): Code {
  const { immediate } = encodingOf(name);
  const values = immediate && immediate in EDGES ? EDGES[immediate as keyof typeof EDGES] : [0];
  return values.flatMap((value): Code => {
    const instruction: Instruction = [name, value];
    if (name === 'else') return [];
    if (!opensBlock(name)) return [['unreachable'], instruction, ['unreachable']];
    const otherwise: Code = name === 'if' ? [['else']] : [];
    return [['unreachable'], instruction, ...otherwise, ['end'], ['unreachable']];
  });
}

it.each([true, false])(
  'are to another tool what they are called here, in a memory that is shared: %s',
  async shared => {
    const names = (Object.keys(opcodes) as Opcode[]).filter(name => name !== 'end');
    const made: WasmModule = {
      shared,
      globals: ['scratch'],
      functions: [
        {
          name: 'all',
          isExported: true,
          params: ['i32'],
          results: [],
          locals: ['f32', 'f32', 'i64', 'v128', 'v128'],
          names: new Map([
            [0, 'x'],
            [3, 'y'],
          ]),
          code: names.flatMap(code),
        },
        {
          name: 'two',
          isExported: false,
          params: [],
          results: ['f32', 'i32'],
          locals: [],
          names: new Map(),
          code: [['unreachable']],
        },
      ],
    };
    const features = {
      threads: true,
      bulk_memory: true,
      sat_float_to_int: true,
      multi_value: true,
      simd: true,
    };
    const tools = await wabt();
    const bytes = encodeModule(made);
    expect(webAssembly().validate(bytes)).toBe(true);
    const text = (binary: Uint8Array): string => {
      const module = tools.readWasm(binary, { ...features, readDebugNames: true });
      module.applyNames();
      return module.toText({});
    };
    const parsed = tools.parseWat('all.wat', printModule(made), features);
    const { buffer } = parsed.toBinary({ write_debug_names: true });
    expect(text(buffer)).toBe(text(bytes));
    for (const name of names.filter(used => used !== 'else'))
      expect(text(bytes)).toMatch(new RegExp(`\\s${name}\\b`));
  },
);
