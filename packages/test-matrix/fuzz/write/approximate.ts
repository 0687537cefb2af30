// Writes a kernel of float expressions, with the interval that each result must lie in.
import type { Approximate, ApproximateDraft } from '../model/approximate.ts';
import { apply, exact, type Interval } from './interval.ts';
import type { Program } from './kernels.ts';
import { numbers } from './literals.ts';

export interface ApproximateProgram extends Program {
  /** The intervals of each element of `out`, in order. */
  readonly intervals: readonly (readonly Interval[])[];
}

const INPUTS = ['x', 'y', 'z'];

export function writeApproximate(
  { precision, results, seed, count }: ApproximateDraft,
  alwaysPrecise: boolean,
): ApproximateProgram {
  const bound = alwaysPrecise || precision === 'precise' ? 'precise' : 'portable';
  const next = numbers(seed);
  const data = INPUTS.map(() => Array.from({ length: count }, () => inputOf(next())));
  const declarations = [
    `const Results = array(f32, ${results.length});`,
    'const program = kernel({',
    "  name: 'program',",
    `  precision: '${precision}',`,
    `  params: { ${INPUTS.map(name => `${name}: read(f32)`).join(', ')}, out: write(Results) },`,
    `  body({ ${INPUTS.join(', ')}, out }, { index }) {`,
    ...INPUTS.map((name, i) => `    const v${i} = ${name}.at(index).$;`),
    ...results.map((result, i) => {
      const k = INPUTS.length + i;
      return `    const v${k} = ${textOf(result, k)};`;
    }),
    `    out.at(index).$ = [${results.map((_, i) => `v${INPUTS.length + i}`).join(', ')}];`,
    '  },',
    '});',
  ];
  const statements = [
    ...INPUTS.map((name, i) => `const ${name} = accelerator.allocate(f32, [${data[i]!.join(', ')}]);`),
    `const out = accelerator.allocate(Results, ${count});`,
    `accelerator.launch(program, ${count}, { ${INPUTS.join(', ')}, out });`,
  ];
  const intervals = Array.from({ length: count }, (_, at) => {
    const known = data.map(column => exact(column[at]!));
    for (const result of results) known.push(intervalOf(result, known, bound));
    return known.slice(INPUTS.length);
  });
  return {
    declarations: declarations.join('\n'),
    statements: statements.join('\n'),
    buffers: ['out'],
    launches: 1,
    needs: [],
    intervals,
  };
}

/** A number of either sign, of any magnitude that does not overflow in products. */
function inputOf(number: number): number {
  const sizes = [1 / 16, 1 / 4096, 1 / 1024, 4];
  return Math.fround(((number % 4096) + 0.5) * sizes[Math.abs(number >> 5) % sizes.length]!);
}

function textOf(expression: Approximate, known: number): string {
  switch (expression.kind) {
    case 'literal':
      return `f32(${expression.value})`;
    case 'input':
      return `v${expression.pick % known}`;
    case 'operation': {
      const [first, ...others] = expression.args.map(arg => textOf(arg, known));
      return `${first}.${expression.name}(${others.join(', ')})`;
    }
  }
}

function intervalOf(
  expression: Approximate,
  known: readonly Interval[],
  bound: 'portable' | 'precise',
): Interval {
  switch (expression.kind) {
    case 'literal':
      return exact(Math.fround(expression.value));
    case 'input':
      return known[expression.pick % known.length]!;
    case 'operation':
      return apply(
        expression.name,
        expression.args.map(arg => intervalOf(arg, known, bound)),
        bound,
      );
  }
}
