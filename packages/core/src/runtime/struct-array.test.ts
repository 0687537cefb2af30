import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { f32, struct, vec2f, vec3f } from '../language/schema.ts';
import { hostArray } from './host-data.ts';

const Ball = struct('Ball', { position: vec3f, speed: f32 });
const balls = hostArray(Ball, [
  { position: [1, 2, 3], speed: 4 },
  { position: [5, 6, 7], speed: 8 },
]);

test('console.log shows the elements, and no bytes', () => {
  expect(inspect(balls).replace(/\s+/g, ' ')).toBe(
    'StructArray(2) of Ball [ { position: [ 1, 2, 3 ], speed: 4 }, { position: [ 5, 6, 7 ], speed: 8 } ]',
  );
  expect(inspect(hostArray(vec2f, [[1, 2]]))).toBe('StructArray(1) of vec2f [ [ 1, 2 ] ]');
  expect(inspect(hostArray(vec2f, 1000))).toContain('... 900 more items');
  expect(inspect({ points: hostArray(vec2f, [[1, 2]]) })).toContain('StructArray(1) of vec2f [ [ 1, 2 ] ]');
});

test('the console of Deno asks by another name, and gives its inspect first', () => {
  const custom = (balls as never as Record<symbol, (...args: unknown[]) => string>)[
    Symbol.for('Deno.customInspect')
  ]!;
  const shown = custom.call(balls, (value: unknown) => JSON.stringify(value), {});
  expect(shown).toBe(`StructArray(2) of Ball ${JSON.stringify(balls)}`);
});

test('a browser, which asks for nothing, is told the kind by the tag', () => {
  expect(Object.prototype.toString.call(balls)).toBe('[object StructArray]');
});

test('JSON.stringify gives the elements', () => {
  expect(JSON.parse(JSON.stringify({ balls }))).toEqual({ balls: [...balls] });
});

test('map, slice and toArray', () => {
  expect(balls.map(({ speed }, i) => speed + i)).toEqual([4, 9]);
  expect(balls.toArray()).toEqual([...balls]);
  const points = hostArray(vec2f, [
    [1, 2],
    [3, 4],
    [5, 6],
  ]);
  expect([...points.slice(1)]).toEqual([
    [3, 4],
    [5, 6],
  ]);
  expect([...points.slice(-1)]).toEqual([[5, 6]]);
  expect([...points.slice(0, -2)]).toEqual([[1, 2]]);
  expect([...points.slice(2, 1)]).toEqual([]);
  expect([...points.slice(-4, 1)]).toEqual([[1, 2]]);
  const copy = points.slice();
  copy.set(0, [9, 9]);
  expect(points.at(0)).toEqual([1, 2]);
});
