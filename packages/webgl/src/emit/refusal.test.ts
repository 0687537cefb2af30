import {
  array,
  atomics,
  f32,
  groupKernel,
  kernel,
  NotSupportedError,
  read,
  readWrite,
  u32,
  write,
} from '@heddle/core';
import { check, type Program } from '@heddle/core/backend';
import { expect, test } from 'vitest';
import { type GlslLimits, refuse } from './refusal.ts';

const least: GlslLimits = { uniformVectors: 224, textureUnits: 16, arrayLayers: 256 };
/** Each line of a program is at the number of its instruction. */
const refused = ({ ir }: { readonly ir: Program }, limits: GlslLimits = least): string => {
  try {
    refuse(check({ program: ir, location: id => `kernel.ts:${id}:1` }), limits);
  } catch (error) {
    expect(error).toBeInstanceOf(NotSupportedError);
    return (error as Error).message;
  }
  return 'not at all';
};
const idOf = ({ ir }: { readonly ir: Program }, op: string): number => ir.body.find(one => one.op === op)!.id;

test('atomics, writes at another index and groups, with their lines', () => {
  const counts = kernel({
    name: 'counts',
    params: { x: atomics(u32) },
    body({ x }, { index }) {
      x.at(index).add(1);
    },
  });
  expect(refused(counts)).toContain(`kernel 'counts': an atomic at kernel.ts:${idOf(counts, 'atomic')}:1`);
  const reversed = kernel({
    name: 'reversed',
    params: { x: write(u32) },
    body({ x }, { index }) {
      x.at(x.length.sub(index)).$ = 1;
    },
  });
  expect(refused(reversed)).toMatch(
    `at kernel.ts:${idOf(reversed, 'store')}:1 needs the capability 'scatter'`,
  );
  const grouped = groupKernel({
    name: 'grouped',
    params: { x: write(u32) },
    groupSize: 8,
    body({ x }, g) {
      g.barrier();
      x.at(g.globalIndex).$ = 1;
    },
  });
  expect(refused(grouped)).toContain(`a barrier at kernel.ts:${idOf(grouped, 'barrier')}:1`);
});

test('not a write at (x, y), which the launch answers for, but one at any other place', () => {
  const plane = kernel({
    name: 'plane',
    dimensions: 2,
    params: { x: write(u32), y: write(u32) },
    body({ x, y }, { index, extent }) {
      x.at(index.x, index.y).$ = 1;
      y.at(index.y.mul(extent.x).add(index.x)).$ = 1;
    },
  });
  expect(refused(plane)).toBe('not at all');
  const turned = kernel({
    name: 'turned',
    dimensions: 2,
    params: { x: write(u32) },
    body({ x }, { index }) {
      x.at(index.y, index.x).$ = 1;
    },
  });
  expect(refused(turned)).toContain("'scatter'");
});

test('what the device has too little of', () => {
  const large = kernel({
    name: 'large',
    params: { table: array(u32, 900), x: readWrite(array(f32, 1025)), y: read(f32) },
    body({ table, x, y }, { index }) {
      x.at(index).at(0).$ = y.at(index).$.add(f32(table.at(index)));
    },
  });
  const limits = { uniformVectors: 1024, textureUnits: 16, arrayLayers: 2048 };
  expect(refused(large, limits)).toBe('not at all');
  const store = idOf(large, 'store');
  expect(refused(large, { ...limits, arrayLayers: 256 })).toContain(
    `parameter 'x' at kernel.ts:${store}:1: expected elements of at most 1024 words on this device, found one that takes 257 layers`,
  );
  expect(refused(large, { ...limits, uniformVectors: 224 })).toMatch(
    /at most 224 vectors of uniforms on this device, found 230/,
  );
  expect(refused(large, { ...limits, textureUnits: 1 })).toMatch(/at most 1 views on this device, found 2/);
});
