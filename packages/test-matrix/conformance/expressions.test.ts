// Operations in combination, against the reference evaluation of each: nested in one expression, through
// variables, and carried around a loop. On targets whose floats are not bit-exact: of integers and booleans.
import { array, bool, For, f32, i32, u32, variable } from '@heddle/core';
import { computed } from '../src/computed.ts';
import { expect, suite, test } from '../src/conformance.ts';
import { edgeValues, type Scalar } from '../src/edge-values.ts';
import { Expressions, onDevice, onHost } from '../src/random-expressions.ts';

const scalars = ['u32', 'i32', 'f32', 'bool'] as const;
const types = { f32, i32, u32, bool };
const ROWS = 40;
const MOST = 3;
const TRIPS = 3;

suite('expressions', () => {
  for (let seed = 1; seed <= 40; seed++) {
    test(`made at random, ${seed}`, async ({ accelerator, target }) => {
      const inputs = { u32: MOST, i32: MOST, f32: target.bitExactFloat ? MOST : 0, bool: 1 };
      const random = new Expressions(seed, inputs, target.bitExactFloat);
      const kinds = scalars.filter(scalar => inputs[scalar] > 0);
      // One expression for each variable: all are computed from the values of the turn before.
      const steps = kinds.map(scalar => Array.from({ length: inputs[scalar] }, () => random.make(scalar, 5)));
      const rows = Array.from({ length: ROWS }, () =>
        kinds.map(scalar =>
          Array.from(
            { length: inputs[scalar] },
            () => edgeValues[scalar][random.below(edgeValues[scalar].length)]!,
          ),
        ),
      );

      const buffers = Object.fromEntries(
        kinds.map((scalar, k) => {
          const column = rows.flatMap(row => row[k]!).map(value => (scalar === 'bool' ? value === 1 : value));
          return [scalar, accelerator.allocate(types[scalar] as typeof u32, column as number[])];
        }),
      );
      for (const [k, scalar] of kinds.entries()) {
        const type = array(types[scalar] as typeof u32, inputs[scalar]);
        const found = await computed(
          accelerator,
          type,
          ROWS,
          (i, views) => {
            const state = kinds.map(kind =>
              Array.from({ length: inputs[kind] }, (_, j) =>
                variable(types[kind] as typeof u32, views[kind]!.at(i.mul(inputs[kind]).add(j)).$ as never),
              ),
            );
            For(TRIPS, () => {
              const values = byKind(
                kinds,
                state.map(variables => variables.map(place => place.$)),
              );
              const next = steps.map(trees => trees.map(tree => onDevice(tree, values)));
              for (const [a, variables] of state.entries())
                for (const [b, place] of variables.entries()) place.$ = next[a]![b];
            });
            return state[k]!.map(place => place.$);
          },
          buffers,
        );
        const expected = rows.map(row => {
          let state = row;
          for (let trip = 0; trip < TRIPS; trip++) {
            const values = byKind(kinds, state);
            state = steps.map(trees => trees.map(tree => onHost(tree, values)));
          }
          return state[k]!;
        });
        expect(found.map(row => row.map(Number))).toEqual(expected);
      }
    });
  }
});

function byKind<V>(
  kinds: readonly Scalar[],
  values: readonly (readonly V[])[],
): Record<Scalar, readonly V[]> {
  const all = kinds.map((kind, k) => [kind, values[k]!] as const);
  return { u32: [], i32: [], f32: [], bool: [], ...Object.fromEntries(all) };
}
