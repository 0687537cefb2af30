import { describe, expect, it } from 'vitest';
import { check } from '../check/check.ts';
import { type Builder, build, type Options } from '../ir/build.test-support.ts';
import { U32 } from '../ir/types.ts';
import type { Observe } from './flat/flat.ts';
import { flatten } from './flat/flatten.ts';
import { printFlat, printGroup } from './flat/print-flat.test-support.ts';
import { splitRegions } from './groups/regions.ts';

const divisions: Observe = { inspects: name => name === 'div' };
const nothing: Observe = { inspects: () => false };

const observed = (options: Options, body: (b: Builder) => void, observe = nothing): string =>
  printFlat(flatten(check(build(options, body)), 'checked', observe));

describe('an observed program', () => {
  const params: Options = { params: { x: ['read', U32], out: ['write', U32] } };

  it('has loads that nobody uses, each with where it comes from', () => {
    const body = (b: Builder): void => void b.load(b.at('x', b.builtin('index.x')));
    const checked = check(build(params, body));
    expect(printFlat(flatten(checked, 'checked'))).toBe('');
    const [load] = flatten(checked, 'checked', nothing).body.block.filter(({ op }) => op === 'load');
    const [source] = checked.program.body.filter(({ op }) => op === 'load');
    expect(load).toMatchObject({ origin: { instruction: source!.id, indices: [expect.any(Number)] } });
  });

  it('has what is known to be out of bounds, under a condition that is false', () => {
    const options: Options = { groupSize: 8, shared: [{ type: U32, length: 8 }], params: {} };
    const body = (b: Builder): void => void b.store(b.sharedAt(0, b.u32(9)), b.u32(1));
    expect(printFlat(flatten(check(build(options, body)), 'checked'))).toBe('');
    expect(observed(options, body)).toBe('shared0[0] if false = 1');
  });

  it('inspects where the source computes, in the branch that has it', () => {
    const text = observed(
      params,
      b => {
        const index = b.builtin('index.x');
        b.if(b.compute('lt', index, b.u32(4)), () => {
          b.store(b.at('out', index), b.compute('div', b.u32(7), index));
          b.store(b.at('out', index), b.compute('mul', b.u32(7), index));
        });
      },
      divisions,
    );
    expect(text.match(/inspect/g)).toHaveLength(1);
    expect(text).toMatch(/^if %\d+\n {2}%\d+ = div 7 index\.x\n {2}inspect\n/m);
  });

  it('keeps its barriers between regions: a region may end without one', () => {
    const options: Options = { groupSize: 8, shared: [{ type: U32, length: 8 }], params: { n: U32 } };
    const checked = check(
      build(options, b => {
        const put = (): void => void b.store(b.sharedAt(0, b.builtin('localIndex')), b.u32(1));
        put();
        b.if(b.compute('lt', b.param('n'), b.u32(3)), () => b.barrier());
        put();
      }),
    );
    const regions = splitRegions(flatten(checked, 'checked', nothing));
    expect(regions.block.map(({ op }) => op)).toEqual(['region', 'if', 'region']);
    expect(regions.block[1]).toMatchObject({ then: [{ op: 'barrier' }], else: [] });
    expect(printGroup(splitRegions(flatten(checked, 'checked')))).not.toContain('barrier');
  });
});
