import { array, f32, kernel, NotSupportedError, readWrite, u32 } from '@heddle/core';
import { check, type Program } from '@heddle/core/backend';
import { expect, test } from 'vitest';
import { type GlslLimits, refuse } from './refusal.ts';

/** The location of each instruction is the line with its number. */
const refused = ({ ir }: { readonly ir: Program }, limits: GlslLimits): string => {
  try {
    refuse(check({ program: ir, location: id => `kernel.ts:${id}:1` }), limits);
  } catch (error) {
    expect(error).toBeInstanceOf(NotSupportedError);
    return (error as Error).message;
  }
  return 'not at all';
};
const idOf = ({ ir }: { readonly ir: Program }, op: string): number => ir.body.find(one => one.op === op)!.id;

test('what the device has too little of', () => {
  const large = kernel({
    name: 'large',
    params: { table: array(u32, 900), x: readWrite(array(f32, 1025)) },
    body({ table, x }, { index }) {
      x.at(index).at(0).$ = f32(table.at(index));
    },
  });
  const limits = { uniformVectors: 1024, arrayLayers: 2048 };
  expect(refused(large, limits)).toBe('not at all');
  const store = idOf(large, 'store');
  expect(refused(large, { ...limits, arrayLayers: 256 })).toContain(
    `parameter 'x' at kernel.ts:${store}:1: expected elements of at most 1024 words on this device, found one that takes 257 layers`,
  );
  expect(refused(large, { ...limits, uniformVectors: 224 })).toMatch(
    /at most 224 vectors of uniforms on this device, found 228/,
  );
});
