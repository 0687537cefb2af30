import { describe, expect, it } from 'vitest';
import type { CheckedProgram } from '../check/checked.ts';
import type { PlaceRoot } from '../ir/ir.ts';
import { BOOL, F32, type StructNode, U32, type VectorNode } from '../ir/types.ts';
import { valueOffsets } from '../ir/value-words.ts';
import { interpret } from './interpret.ts';
import type { Observer } from './observer.ts';
import { IrBuilder, runProgram } from './program.test-support.ts';

const vec3: VectorNode = { kind: 'vec', n: 3, elem: F32 };

describe('a range kernel', () => {
  it('runs every invocation once, x fastest, across the sets that run in lockstep', () => {
    const b = new IrBuilder();
    const out = b.view(U32);
    const [x, y, z] = (['x', 'y', 'z'] as const).map(axis => b.builtin(`index.${axis}`)) as [
      number,
      number,
      number,
    ];
    const [width, height, depth] = (['x', 'y', 'z'] as const).map(axis => b.builtin(`extent.${axis}`)) as [
      number,
      number,
      number,
    ];
    const linear = b.compute(
      'add',
      b.compute('mul', b.compute('add', b.compute('mul', z, height), y), width),
      x,
    );
    const code = b.compute(
      'add',
      b.compute('add', b.compute('mul', z, b.u32(1_000_000)), b.compute('mul', y, b.u32(1000))),
      x,
    );
    const seen = b.load(out, { at: linear });
    b.store(b.compute('add', seen, b.compute('add', code, b.compute('mul', depth, b.u32(10_000_000)))), out, {
      at: linear,
    });
    const result = new Uint32Array(13 * 11 * 7 + 1);
    runProgram(b.program({ dimensions: 3 }), [13, 11, 7], [result]);
    const expected: number[] = [];
    for (let k = 0; k < 7; k++) {
      for (let j = 0; j < 11; j++)
        for (let i = 0; i < 13; i++) expected.push(70_000_000 + k * 1_000_000 + j * 1000 + i);
    }
    expect([...result]).toEqual([...expected, 0]);
  });

  it('does nothing for an empty extent', () => {
    const b = new IrBuilder();
    const out = b.view(U32);
    b.store(b.u32(1), out, { at: b.u32(0) });
    const program = b.program({ dimensions: 2 });
    const result = new Uint32Array(1);
    for (const extent of [
      [0, 1, 1],
      [5, 0, 1],
    ] as const)
      runProgram(program, extent, [result]);
    expect(result[0]).toBe(0);
  });

  it('forgets who has returned before the next set', () => {
    const b = new IrBuilder();
    const out = b.view(U32);
    const i = b.builtin('index.x');
    b.if(b.compute('lt', i, b.u32(200)), () => b.return());
    b.store(b.u32(1), out, { at: i });
    const program = b.program();
    const result = new Uint32Array(1000);
    for (let k = 0; k < 2; k++) runProgram(program, 1000, [result]);
    expect(result.indexOf(1)).toBe(200);
    expect(result.reduce((sum, one) => sum + one, 0)).toBe(800);
  });

  it('runs fewer invocations at a time where each has large arrays', () => {
    const b = new IrBuilder();
    const out = b.view(U32);
    const i = b.builtin('index.x');
    const big = b.variable({ kind: 'array', elem: U32, length: 100_000 });
    b.store(i, big, { at: b.compute('mul', i, b.u32(1000)) });
    b.store(b.load(big, { at: b.compute('mul', i, b.u32(1000)) }), out, { at: i });
    const result = new Uint32Array(100);
    runProgram(b.program(), 100, [result]);
    expect([...result]).toEqual([...result.keys()]);
  });
});

describe('a launch', () => {
  it('hands values over in their words', () => {
    const pair: StructNode = { kind: 'struct', name: 'Pair', fields: { at: vec3, on: BOOL } };
    const b = new IrBuilder();
    const scale = b.value(F32);
    const out = b.view(F32);
    const value = b.value(pair);
    const flag = b.value(BOOL);
    const at = b.extract(value, 0);
    const parts = [
      scale,
      b.extract(at, 0),
      b.extract(at, 2),
      b.compute('toF32', b.extract(value, 1)),
      b.compute('toF32', flag),
    ];
    for (const [k, part] of parts.entries()) b.store(part, out, { at: b.u32(k) });
    const program = b.program();
    const { offsets, total } = valueOffsets(program.program.params);
    expect([offsets, total]).toEqual([[0, undefined, 4, 8], 12]);
    const words = new Uint32Array(total);
    const floats = new Float32Array(words.buffer);
    floats[0] = 0.5;
    floats.set([1, 2, 3], 4);
    words[7] = 0xffffffff;
    words[8] = 2;
    const result = new Float32Array(5);
    runProgram(program, 1, [result], { words });
    expect([...result]).toEqual([0.5, 1, 3, 1, 1]);
  });

  it('tells the extents of its views, anew each time', () => {
    const b = new IrBuilder();
    const out = b.view(U32);
    const axes = ['length', 'width', 'height', 'depth'] as const;
    for (const [k, axis] of axes.entries()) b.store(b.length(out, axis), out, { at: b.u32(k) });
    const program = b.program();
    const result = new Uint32Array(24);
    const view = { param: 0, memory: result.buffer, byteOffset: 0, offset: 0, step: 1 };
    const words = new Uint32Array(0);
    interpret(program, {
      extent: [1, 1, 1],
      views: [{ ...view, length: 24, width: 4, height: 3, depth: 2 }],
      words,
    });
    expect([...result.subarray(0, 4)]).toEqual([24, 4, 3, 2]);
    interpret(program, {
      extent: [1, 1, 1],
      views: [{ ...view, length: 5, width: 5, height: 1, depth: 1 }],
      words,
    });
    expect([...result.subarray(0, 4)]).toEqual([5, 5, 1, 1]);
  });

  it('refuses subgroup operations', () => {
    const b = new IrBuilder();
    b.u32(0);
    const { program } = b.program();
    const body = [...program.body, { op: 'subgroup', id: 99, type: U32, name: 'size', args: [] }];
    const checked = { program: { ...program, body } } as unknown as CheckedProgram;
    expect(() => runProgram(checked, 1, [])).toThrow('subgroup operations');
  });
});

describe('a group kernel', () => {
  it('reduces over barriers, with shared memory zeroed for each group', () => {
    const size = 16;
    const b = new IrBuilder();
    const source = b.view(U32, 'read');
    const target = b.view(U32, 'write');
    const tile = b.shared(U32, size);
    const lane = b.builtin('localIndex');
    const global = b.builtin('globalIndex');
    // No invocation writes tile elements beyond the end of the source. They must be the zeros of a new tile.
    b.if(b.compute('lt', global, b.length(source)), () =>
      b.store(b.load(source, { at: global }), tile, { at: lane }),
    );
    for (let half = size >> 1; half > 0; half >>= 1) {
      b.barrier();
      b.if(b.compute('lt', lane, b.u32(half)), () => {
        const other = b.load(tile, { at: b.compute('add', lane, b.u32(half)) });
        b.store(b.compute('add', b.load(tile, { at: lane }), other), tile, { at: lane });
      });
    }
    b.if(b.compute('eq', lane, b.u32(0)), () =>
      b.store(b.load(tile, { at: b.u32(0) }), target, { at: b.builtin('groupIndex') }),
    );
    const input = Uint32Array.from({ length: 40 }, (_, i) => i + 1);
    const result = new Uint32Array(3);
    runProgram(b.program({ groupSize: size }), 3, [input, result]);
    expect([...result]).toEqual([136, 392, 292]);
  });

  it('has a barrier and a uniform load in a loop', () => {
    const b = new IrBuilder();
    const out = b.view(U32);
    const turn = b.shared(U32, 1);
    const lane = b.builtin('localIndex');
    const log = b.variable(U32);
    b.loop(() => {
      const now = b.uniformLoad(turn, { at: b.u32(0) });
      b.if(b.compute('eq', now, b.u32(4)), () => b.break());
      b.store(b.compute('add', b.compute('mul', b.load(log), b.u32(10)), b.compute('add', now, lane)), log);
      b.if(b.compute('eq', now, lane), () =>
        b.store(b.compute('add', now, b.u32(1)), turn, { at: b.u32(0) }),
      );
      b.barrier();
    });
    const index = b.builtin('globalIndex');
    b.store(b.compute('add', b.load(log), b.compute('mul', b.builtin('groupCount'), b.u32(10_000))), out, {
      at: index,
    });
    const result = new Uint32Array(8);
    runProgram(b.program({ groupSize: 4 }), 2, [result]);
    expect([...result]).toEqual([20123, 21234, 22345, 23456, 20123, 21234, 22345, 23456]);
  });

  it('lets every invocation do an instruction before any does the next', () => {
    const b = new IrBuilder();
    const out = b.view(U32);
    const tile = b.shared(U32, 8);
    const lane = b.builtin('localIndex');
    b.store(lane, tile, { at: lane });
    b.barrier();
    const neighbour = b.load(tile, { at: b.compute('rem', b.compute('add', lane, b.u32(1)), b.u32(8)) });
    b.barrier();
    b.store(neighbour, tile, { at: lane });
    b.barrier();
    b.store(b.load(tile, { at: lane }), out, { at: lane });
    const result = new Uint32Array(8);
    runProgram(b.program({ groupSize: 8 }), 1, [result]);
    expect([...result]).toEqual([1, 2, 3, 4, 5, 6, 7, 0]);
  });
});

describe('an observer', () => {
  const record = (events: string[]): Observer => {
    const name = (root: PlaceRoot | undefined) => (root ? `${root.kind}${root.index}` : 'value');
    return {
      access: (kind, _, root, offset, length, invocation) =>
        events.push(`${kind} ${name(root)} ${offset}+${length} by ${invocation}`),
      outOfBounds: (kind, _, root, invocation) =>
        events.push(`${kind} ${name(root)} outside by ${invocation}`),
      barrier: () => events.push('barrier'),
      group: index => events.push(`group ${index}`),
    };
  };

  it('sees every access with its bytes and invocation, and what orders them', () => {
    const b = new IrBuilder();
    const out = b.view(vec3);
    const tile = b.shared({ kind: 'atomic', elem: U32 }, 1);
    const i = b.builtin('globalIndex');
    b.atomic('add', b.place(tile, { at: b.u32(0) }), b.u32(1));
    b.barrier();
    b.store(b.f32(1), out, { at: i }, 1);
    const events: string[] = [];
    const memory = new Float32Array(16).subarray(4);
    runProgram(b.program({ groupSize: 2 }), 2, [memory], { observer: record(events) });
    expect(events).toEqual([
      'group 0',
      'atomic shared0 0+4 by 0',
      'atomic shared0 0+4 by 1',
      'barrier',
      'write param0 20+4 by 0',
      'write param0 36+4 by 1',
      'group 1',
      'atomic shared0 0+4 by 2',
      'atomic shared0 0+4 by 3',
      'barrier',
      'write param0 52+4 by 2',
      'write param0 outside by 3',
    ]);
  });

  it('sees what is out of bounds in variables and values, and nothing else of them', () => {
    const b = new IrBuilder();
    const i = b.builtin('index.x');
    const v = b.variable({ kind: 'array', elem: U32, length: 2 });
    b.store(i, v, { at: i });
    b.element(b.load(v), i);
    const events: string[] = [];
    runProgram(b.program(), 3, [], { observer: record(events) });
    expect(events).toEqual(['write local0 outside by 2', 'read value outside by 2']);
  });

  it('may end the launch, and the next one is not disturbed', () => {
    const b = new IrBuilder();
    const out = b.view(U32);
    const i = b.builtin('index.x');
    b.if(b.compute('eq', i, b.u32(0)), () => b.return());
    b.store(b.u32(1), out, { at: i });
    const program = b.program();
    const stop: Observer = {
      ...record([]),
      access: () => {
        throw new Error('stop');
      },
    };
    const result = new Uint32Array(3);
    expect(() => runProgram(program, 3, [result], { observer: stop })).toThrow('stop');
    runProgram(program, 3, [result]);
    expect([...result]).toEqual([0, 1, 1]);
  });
});
