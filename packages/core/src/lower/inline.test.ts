import { describe, expect, it } from 'vitest';
import { check } from '../check/check.ts';
import { type Builder, build, type Options } from '../ir/build.test-support.ts';
import { F32, U32 } from '../ir/types.ts';
import { walk } from '../ir/walk.ts';
import type { FlatId, FlatProgram } from './flat/flat.ts';
import { flatten } from './flat/flatten.ts';
import { inlineValues } from './inline.ts';

const options: Options = { params: { x: ['read', F32], y: ['readWrite', F32] } };

function inlined(body: (b: Builder) => void): {
  readonly named: readonly string[];
  readonly inlined: ReadonlySet<FlatId>;
  readonly program: FlatProgram;
} {
  const program = flatten(check(build(options, body)), 'proven');
  const values = inlineValues(program.body.block);
  const named = [...walk(program.body.block)].flatMap(instruction =>
    'id' in instruction && instruction.op !== 'for' && !values.has(instruction.id)
      ? [instruction.op === 'compute' ? instruction.name : instruction.op]
      : [],
  );
  return { named, inlined: values, program };
}

const index = (b: Builder): number => b.builtin('index.x');

describe('inlineValues', () => {
  it('prints a value at its only use', () => {
    expect(
      inlined(b => b.store(b.at('y', index(b)), b.compute('mul', b.load(b.at('x', index(b))), b.f32(2))))
        .named,
    ).toEqual([]);
  });

  it('names what is used twice', () => {
    expect(
      inlined(b => {
        const x = b.load(b.at('x', index(b)));
        b.store(b.at('y', index(b)), b.compute('mul', x, x));
      }).named,
    ).toEqual(['load']);
  });

  it('never moves a read behind a write of the same memory, not even inside of another value', () => {
    expect(
      inlined(b => {
        const doubled = b.compute('mul', b.load(b.at('y', index(b))), b.f32(2));
        b.store(b.at('y', index(b)), b.f32(0));
        b.store(b.at('y', index(b)), doubled);
      }).named,
    ).toEqual(['element', 'mul']);
  });

  it('moves it behind a write of other memory', () => {
    expect(
      inlined(b => {
        const x = b.load(b.at('x', index(b)));
        b.store(b.at('y', index(b)), b.f32(0));
        b.store(b.at('y', index(b)), x);
      }).named,
    ).toEqual(['element']);
  });

  it('knows the writes of loops and branches between', () => {
    for (const around of ['if', 'for'] as const) {
      expect(
        inlined(b => {
          const local = b.variable(F32, b.f32(1));
          const before = b.load(b.local(local));
          const write = (): void => void b.store(b.local(local), b.load(b.at('x', index(b))));
          if (around === 'if') b.if(b.compute('lt', index(b), b.u32(3)), write);
          else b.for(b.u32(0), b.u32(3), b.u32(1), write);
          b.store(b.at('y', index(b)), b.compute('add', before, b.load(b.local(local))));
        }).named,
        around,
      ).toEqual(['get']);
    }
  });

  it('moves a value into a branch but not into a loop', () => {
    const used = (inLoop: boolean) =>
      inlined(b => {
        const root = b.compute('sqrt', b.load(b.at('x', index(b))));
        const use = (): void => void b.store(b.at('y', index(b)), root);
        if (inLoop) b.for(b.u32(0), b.u32(3), b.u32(1), use);
        else b.if(b.compute('lt', index(b), b.u32(3)), use);
      }).named;
    expect(used(false)).toEqual([]);
    expect(used(true)).toEqual(['sqrt']);
  });

  it('names what is kept, what the target prints twice, and what has become too long', () => {
    const { program } = inlined(b =>
      b.store(b.at('y', index(b)), b.compute('mul', b.compute('neg', b.load(b.at('x', index(b)))), b.f32(2))),
    );
    const { block } = program.body;
    const [at, load, neg, mul] = block.map(instruction => ('id' in instruction ? instruction.id : -1)) as [
      FlatId,
      FlatId,
      FlatId,
      FlatId,
    ];
    const all = [...inlineValues(block)];
    expect(all).toEqual(expect.arrayContaining([at, load, neg, mul]));
    expect(inlineValues(block, { kept: new Set([neg]) }).has(neg)).toBe(false);
    expect(
      inlineValues(block, { named: instruction => (instruction.op === 'load' ? [at] : []) }).has(at),
    ).toBe(false);
    expect(inlineValues(block, { limit: 2 }).size).toBeLessThan(all.length);
  });

  it('keeps reads on their side of a barrier', () => {
    const program = flatten(
      check(
        build({ groupSize: 4, shared: [{ type: U32, length: 4 }], params: { out: ['write', U32] } }, b => {
          const before = b.load(b.sharedAt(0, b.builtin('localIndex')));
          b.barrier();
          b.store(b.at('out', b.builtin('globalIndex')), before);
        }),
      ),
      'proven',
    );
    const load = [...walk(program.body.block)].find(instruction => instruction.op === 'load')!;
    expect(inlineValues(program.body.block).has(load.id)).toBe(false);
  });
});
