// Kernels of the precision `precise`: every operation with an accuracy keeps the precise bound of its row on the device.
import { f32, kernel, read, write } from '@heddle/core';
import { evaluator, type OpName, ops } from '@heddle/core/backend';
import { expect, type Fixtures, suite, test } from '../src/conformance.ts';
import { edgeValues, spread, tuples } from '../src/edge-values.ts';
import { randomWords } from '../src/random.ts';

const names = (Object.keys(ops) as OpName[]).filter(name => ops[name].accuracy);

const operation = (name: OpName, precision: 'precise' | 'native') =>
  kernel({
    name,
    precision,
    params: { a: read(f32), b: read(f32), c: read(f32), out: write(f32) },
    body({ a, b, c, out }, { index }) {
      const operands: any[] = [a, b, c].map(view => view.at(index).$).slice(0, ops[name].arity);
      out.at(index).$ = operands[0][name](...operands.slice(1));
    },
  });

const word = new Uint32Array(1);
const float = new Float32Array(word.buffer);
/** Of all exponents, and of the moderate ones in which functions have their curves. */
const random = [...randomWords(3000, 11)].flatMap(bits => {
  word[0] = bits;
  const any = float[0]!;
  word[0] = (bits & 0x80ff_ffff) | 0x3e00_0000 | ((bits >>> 3) & 0x0380_0000);
  return [any, float[0]!, any === any ? (bits / 2 ** 32) * 2 ** 17 : 0];
});
const edges = edgeValues.f32;

/** Each column an operand. */
function samples(arity: number): Float32Array[] {
  const rows =
    arity === 1
      ? [...edges, ...random].map(x => [x, x, x])
      : [
          ...tuples([edges, edges, spread(edges, arity === 3 ? 12 : 1)]),
          ...random.map((x, i) => [x, random.at(-i)!, 1]),
        ];
  return [0, 1, 2].map(j => Float32Array.from(rows, row => row[j]!));
}

const isSubnormal = (x: number): boolean => x !== 0 && Math.abs(x) < 2 ** -126;

async function outside({ accelerator }: Fixtures, name: OpName, precision: 'precise' | 'native') {
  const columns = samples(ops[name].arity);
  const [a, b, c] = columns.map(column => accelerator.allocate(f32, column));
  const out = accelerator.allocate(f32, columns[0]!.length);
  accelerator.launch(operation(name, precision), out.length, { a: a!, b: b!, c: c!, out });
  const found = await out.copyToCPUAsync();
  const { domain, precise } = ops[name].accuracy!;
  const evaluate = evaluator(name, 'f32');
  const wrong: string[] = [];
  let compared = 0;
  // A device may flush what is subnormal: an operand, the result, the product in `fma`.
  for (const [i, value] of found.entries()) {
    const [x, y, z] = columns.map(column => column[i]!) as [number, number, number];
    if (!domain.contains(x, y, z) || [x, y, z].slice(0, ops[name].arity).some(isSubnormal)) continue;
    const expected = evaluate(x, y, z);
    compared++;
    const isFlushed = [expected, name === 'fma' ? x * y : 1].some(part => Math.abs(part) <= 2 ** -126);
    const bound = precise(expected, x, y, z) + (isFlushed ? 2 ** -126 : 0);
    if (Math.abs(value - expected) <= bound) continue;
    wrong.push(`${name}(${[x, y, z].slice(0, ops[name].arity).join(', ')}) gave ${value}, not ${expected}`);
  }
  for (const buffer of [a, b, c, out]) buffer!.dispose();
  return { wrong, compared };
}

suite('precision', () => {
  for (const name of names) {
    test(`${name} keeps its precise bound`, async fixtures => {
      const { wrong, compared } = await outside(fixtures, name, 'precise');
      expect(wrong.slice(0, 10)).toEqual([]);
      expect(compared).toBeGreaterThan(1000);
    });
  }
});
