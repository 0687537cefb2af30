import { For, kernel, select, u32, variable, write } from '@heddle/core';
import { check } from '@heddle/core/backend';
import { describe, expect, it } from 'vitest';
import { emitJavaScript } from './emit.ts';
import { run } from './run.test-support.ts';

describe('emitted code', () => {
  const hash = kernel({
    name: 'hash',
    params: { out: write(u32) },
    body({ out }, { index }) {
      const state = variable(u32, index);
      For(3, () => {
        state.$ = state.$.mul(1664525).add(1013904223);
      });
      out.at(index).$ = select(state.$.lt(0x80000000), state.$, state.$.sub(0x80000000));
    },
  });
  const program = check({ program: hash.ir, location: () => undefined });

  it('wraps integers where their value matters and not before', () => {
    const expected = [0, 1, 2].map(index => {
      let state = BigInt(index);
      for (let i = 0; i < 3; i++) state = (state * 1664525n + 1013904223n) & 0xffffffffn;
      return Number(state & 0x7fffffffn);
    });
    const views = [{ words: new Uint32Array(3) }];
    expect([...run(program, 'checked', { extent: [3, 1, 1], views })[0]!]).toEqual(expected);
  });

  it('refuses to link where code may not be generated', () => {
    const original = globalThis.Function;
    class Refused {
      constructor() {
        throw new EvalError('unsafe-eval');
      }
    }
    const emitted = emitJavaScript(program, 'proven');
    try {
      globalThis.Function = Refused as never;
      expect(() => emitted.link()).toThrow(EvalError);
    } finally {
      globalThis.Function = original;
    }
  });
});
