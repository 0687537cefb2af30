import { describe, expect, it } from 'vitest';
import { BOOL, F32, I32, U32 } from '../ir/types.ts';
import { tripCount } from './control.ts';
import { IrBuilder, runProgram } from './program.test-support.ts';

/** Runs a body for each index and collects what it stores; `sum` and `emit` make the tests short. */
function collect(
  lanes: number,
  body: (b: IrBuilder, index: number, emit: (value: number) => void) => void,
): number[] {
  const b = new IrBuilder();
  const out = b.view(U32);
  const index = b.builtin('index.x');
  body(b, index, value => b.store(value, out, { at: index }));
  const result = new Uint32Array(lanes).fill(999);
  runProgram(b.program(), lanes, [result]);
  return [...result];
}

const count = (lanes: number, f: (i: number) => number): number[] =>
  Array.from({ length: lanes }, (_, i) => f(i));

describe('if', () => {
  it('splits the invocations and joins them again', () => {
    const result = collect(10, (b, i, emit) => {
      const v = b.variable(U32);
      b.if(
        b.compute('lt', i, b.u32(4)),
        () => b.store(b.u32(1), v),
        () => b.if(b.compute('eq', i, b.u32(7)), () => b.store(b.u32(2), v)),
      );
      b.store(b.compute('add', b.load(v), b.u32(100)), v);
      emit(b.load(v));
    });
    expect(result).toEqual([101, 101, 101, 101, 100, 100, 100, 102, 100, 100]);
  });

  it('returns from either side', () => {
    const result = collect(6, (b, i, emit) => {
      b.if(
        b.compute('lt', i, b.u32(2)),
        () => {
          emit(b.u32(1));
          b.return();
        },
        () => b.if(b.compute('eq', i, b.u32(5)), () => b.return()),
      );
      emit(b.u32(2));
    });
    expect(result).toEqual([1, 1, 2, 2, 2, 999]);
  });
});

describe('loop', () => {
  it('breaks in a nested if, each invocation in its own time', () => {
    const result = collect(9, (b, i, emit) => {
      const n = b.variable(U32);
      b.loop(() => {
        b.if(b.compute('ge', b.load(n), i), () => {
          b.if(b.bool(true), () => b.break());
          emit(b.u32(555));
        });
        b.store(b.compute('add', b.load(n), b.u32(1)), n);
      });
      emit(b.compute('mul', b.load(n), b.u32(10)));
    });
    expect(result).toEqual(count(9, i => 10 * i));
  });

  it('breaks after assignments and continues before them', () => {
    const result = collect(8, (b, i, emit) => {
      const n = b.variable(U32);
      const sum = b.variable(U32);
      b.loop(() => {
        b.store(b.compute('add', b.load(n), b.u32(1)), n);
        b.if(b.compute('eq', b.compute('and', b.load(n), b.u32(1)), b.u32(0)), () => b.continue());
        b.store(b.compute('add', b.load(sum), b.load(n)), sum);
        b.if(b.compute('gt', b.load(n), i), () => b.break());
      });
      emit(b.load(sum));
    });
    const expected = count(8, i => {
      let sum = 0;
      for (let n = 1; ; n++) {
        if (n % 2 === 0) continue;
        sum += n;
        if (n > i) return sum;
      }
    });
    expect(result).toEqual(expected);
  });

  it('leaves only the innermost of nested loops', () => {
    const result = collect(6, (b, i, emit) => {
      const total = b.variable(U32);
      const outer = b.variable(U32);
      b.loop(() => {
        const inner = b.variable(U32);
        b.loop(() => {
          b.if(b.compute('ge', b.load(inner), b.load(outer)), () => b.break());
          b.store(b.compute('add', b.load(inner), b.u32(1)), inner);
          b.store(b.compute('add', b.load(total), b.u32(1)), total);
        });
        b.store(b.compute('add', b.load(outer), b.u32(1)), outer);
        b.if(b.compute('gt', b.load(outer), i), () => b.break());
      });
      emit(b.load(total));
    });
    expect(result).toEqual(count(6, i => (i * (i + 1)) / 2));
  });

  it('returns out of nested loops', () => {
    const result = collect(8, (b, i, emit) => {
      const n = b.variable(U32);
      b.loop(() => {
        b.loop(() => {
          b.if(b.compute('and', b.compute('eq', b.load(n), i), b.compute('lt', i, b.u32(5))), () => {
            emit(b.load(n));
            b.return();
          });
          b.store(b.compute('add', b.load(n), b.u32(1)), n);
          b.if(b.compute('eq', b.compute('rem', b.load(n), b.u32(4)), b.u32(0)), () => b.break());
        });
        b.if(b.compute('ge', b.load(n), b.u32(20)), () => b.break());
      });
      emit(b.compute('add', b.load(n), b.u32(100)));
    });
    expect(result).toEqual([0, 1, 2, 3, 4, 120, 120, 120]);
  });

  it('zeroes a variable once an iteration', () => {
    const result = collect(3, (b, _, emit) => {
      const n = b.variable(U32);
      b.loop(() => {
        const fresh = b.variable(U32);
        b.store(b.compute('add', b.load(fresh), b.u32(1)), fresh);
        b.store(b.compute('add', b.load(n), b.u32(1)), n);
        b.if(b.compute('eq', b.load(n), b.u32(5)), () => {
          emit(b.load(fresh));
          b.break();
        });
      });
    });
    expect(result).toEqual([1, 1, 1]);
  });
});

describe('for', () => {
  it('runs as often as each invocation needs, zero times included', () => {
    const result = collect(10, (b, i, emit) => {
      const sum = b.variable(U32);
      b.for(b.u32(3), i, b.u32(2), k => b.store(b.compute('add', b.load(sum), k), sum));
      emit(b.load(sum));
    });
    expect(result).toEqual(
      count(10, i => {
        let sum = 0;
        for (let k = 3; k < i; k += 2) sum += k;
        return sum;
      }),
    );
  });

  it('continues with the next index, and the bounds are those from before the loop', () => {
    const result = collect(6, (b, i, emit) => {
      const limit = b.variable(U32, i);
      const sum = b.variable(U32);
      b.for(b.u32(0), b.load(limit), b.u32(1), k => {
        b.store(b.u32(0), limit);
        b.if(b.compute('eq', k, b.u32(2)), () => b.continue());
        b.store(b.compute('add', b.load(sum), b.compute('add', k, b.u32(10))), sum);
      });
      emit(b.load(sum));
    });
    expect(result).toEqual(count(6, i => count(i, k => (k === 2 ? 0 : k + 10)).reduce((a, b) => a + b, 0)));
  });

  it('breaks and returns', () => {
    const result = collect(8, (b, i, emit) => {
      emit(b.u32(0));
      b.for(b.u32(0), b.u32(100), b.u32(1), k => {
        b.if(b.compute('eq', k, i), () => {
          b.if(b.compute('lt', i, b.u32(3)), () => b.return());
          b.break();
        });
        emit(b.compute('add', k, b.u32(1)));
      });
      emit(b.compute('add', i, b.u32(50)));
    });
    expect(result).toEqual([0, 1, 2, 53, 54, 55, 56, 57]);
  });

  it('counts down in i32 and never wraps at the ends of the range', () => {
    const b = new IrBuilder();
    const out = b.view(I32);
    const trips = b.variable(I32);
    const last = b.variable(I32);
    const at = (k: number) => ({ at: b.u32(k) });
    const run = (from: number, to: number, step: number, slot: number) => {
      b.store(b.i32(0), trips);
      b.store(b.i32(0), last);
      b.for(b.i32(from), b.i32(to), b.i32(step), k => {
        b.store(b.compute('add', b.load(trips), b.i32(1)), trips);
        b.store(k, last);
      });
      b.store(b.load(trips), out, at(2 * slot));
      b.store(b.load(last), out, at(2 * slot + 1));
    };
    run(4, -4, -1, 0);
    run(2 ** 31 - 5, 2 ** 31 - 1, 3, 1);
    run(-(2 ** 31), 2 ** 31 - 1, 2 ** 30, 2);
    run(5, 5, -1, 3);
    run(0, 10, 0, 4);
    run(0, 10, -1, 5);
    run(-(2 ** 31) + 1, -(2 ** 31), -(2 ** 31), 6);
    const result = new Int32Array(14);
    runProgram(b.program(), 1, [result]);
    expect([...result]).toEqual([8, -3, 2, 2 ** 31 - 2, 4, 2 ** 30, 0, 0, 0, 0, 0, 0, 1, -(2 ** 31) + 1]);
  });

  it('counts trips', () => {
    expect(tripCount(0, 2 ** 32 - 1, 1)).toBe(2 ** 32 - 1);
    expect(tripCount(2 ** 32 - 2, 2 ** 32 - 1, 2 ** 31)).toBe(1);
    expect(tripCount(5, 3, 1)).toBe(0);
    expect(tripCount(3, 9, 4)).toBe(2);
    expect(tripCount(9, 3, -4)).toBe(2);
    expect(tripCount(3, 9, 0)).toBe(0);
  });

  it('goes on for more than 100 000 iterations', () => {
    const result = collect(1, (b, _, emit) => {
      const n = b.variable(U32);
      b.for(b.u32(0), b.u32(150_000), b.u32(1), k => {
        b.if(b.compute('eq', b.compute('and', k, b.u32(1)), b.u32(1)), () => b.continue());
        b.store(b.compute('add', b.load(n), b.u32(1)), n);
      });
      emit(b.load(n));
    });
    expect(result).toEqual([75_000]);
  });
});

describe('call', () => {
  it('returns from anywhere, with the value of that place', () => {
    const b = new IrBuilder();
    const out = b.view(U32);
    const isPrime = b.fn('isPrime', [U32], BOOL, n => {
      b.if(b.compute('lt', n, b.u32(2)), () => b.return(b.bool(false)));
      b.for(b.u32(2), n, b.u32(1), d => {
        b.if(b.compute('gt', b.compute('mul', d, d), n), () => b.break());
        b.if(b.compute('eq', b.compute('rem', n, d), b.u32(0)), () => b.return(b.bool(false)));
      });
      b.return(b.bool(true));
    });
    const i = b.builtin('index.x');
    b.if(b.compute('ne', i, b.u32(3)), () => b.store(b.compute('toU32', b.call(isPrime, i)), out, { at: i }));
    const result = new Uint32Array(300).fill(9);
    runProgram(b.program(), 300, [result]);
    const prime = (n: number) => n > 1 && count(n, d => d).every(d => d < 2 || n % d !== 0);
    expect([...result]).toEqual(count(300, i => (i === 3 ? 9 : Number(prime(i)))));
  });

  it('zeroes the variables of the callee at each call and keeps those of the caller', () => {
    const b = new IrBuilder();
    const out = b.view(F32);
    const square = b.fn('square', [F32], F32, x => {
      const sum = b.variable(F32);
      b.store(b.compute('add', b.load(sum), b.compute('mul', x, x)), sum);
      b.return(b.load(sum));
    });
    const sumOfSquares = b.fn('sumOfSquares', [F32, F32], F32, (x, y) => {
      const first = b.call(square, x);
      b.return(b.compute('add', first, b.call(square, y)));
    });
    const v = b.variable(F32, b.f32(0.5));
    const five = b.call(sumOfSquares, b.f32(1), b.f32(2));
    const again = b.call(sumOfSquares, b.f32(3), b.f32(4));
    b.store(b.compute('add', five, b.load(v)), out, { at: b.u32(0) });
    b.store(again, out, { at: b.u32(1) });
    const result = new Float32Array(2);
    runProgram(b.program(), 1, [result]);
    expect([...result]).toEqual([5.5, 25]);
  });
});
