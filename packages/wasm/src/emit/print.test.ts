import { expect, test } from 'vitest';
import { get, i32 } from './code.ts';
import { FunctionBuilder } from './function-builder.ts';
import { encodeModule, type WasmModule } from './module.ts';
import { printModule } from './print.ts';

/** More items than an engine accepts as arguments of a call. */
const MANY = 80_000;

function long(): WasmModule {
  const builder = new FunctionBuilder({
    name: 'long',
    isExported: true,
    params: [{ name: 'a', type: 'i32' }],
  });
  builder.emit(get(0));
  for (let i = 0; i < MANY; i++) builder.emit(i32(1), ['i32.add']);
  builder.emit(['drop']);
  return { shared: false, globals: [], functions: [builder.finish()] };
}

test('a function of many instructions is encoded and printed: none of them is an argument of a call', () => {
  const made = long();
  expect(encodeModule(made).length).toBeGreaterThan(3 * MANY);
  expect(printModule(made).match(/i32\.add/g)).toHaveLength(MANY);
}, 30_000);
