import { f32, kernel, readWrite } from '@heddle/core';
import { describe, expect, it } from 'vitest';
import { checked, floats, type TestLaunch } from '../../../core/src/interpreter/launch.test-support.ts';
import { emitWasm } from './emit.ts';
import { both } from './run.test-support.ts';

const asFloats = (result: Uint32Array): readonly number[] => [...new Float32Array(result.buffer)];

describe('the module', () => {
  it('has few locals, however long the kernel', () => {
    const long = kernel({
      name: 'long',
      params: { x: readWrite(f32) },
      body({ x }, { index }) {
        let sum = x.at(index).$;
        for (let i = 0; i < 600; i++) {
          const square = sum.mul(sum);
          sum = square.add(sum).sub(square.mul(0.5));
          if (i % 100 === 0) x.at(index).$ = sum;
        }
        x.at(index).$ = sum;
      },
    });
    const launch: TestLaunch = { extent: [2, 1, 1], views: [floats(0.001, -0.002)] };
    both(long, launch);
    const { text } = emitWasm(checked(long), 'proven', true);
    const locals = text.split('\n').find(line => line.trim().startsWith('(local '))!;
    expect(locals.split('(local').length - 1).toBeLessThan(12);
    expect(asFloats(both(long, launch, 'proven')[0]!).every(value => Number.isFinite(value))).toBe(true);
  });
});
