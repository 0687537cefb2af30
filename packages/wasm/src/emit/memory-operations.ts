import { get, i32 } from './code.ts';
import { FunctionBuilder } from './function-builder.ts';
import type { Code, Instruction } from './instructions.ts';
import { encodeModule, type WasmFunction } from './module.ts';
import { END, START } from './unit.ts';

const BLOCK = 0;

/**
 * A module with the same interface as a kernel's, for operations on bytes: `copy` and `fill`. Each works on
 * units of a logical sequence of bytes, so that workers can share the units of one operation. A sequence
 * consists of pieces, one every `stride` bytes. A unit never crosses pieces: its length divides theirs,
 * unless there is only one piece.
 *
 * The block's words for `copy`: bytes in all, bytes of a unit, source (address, piece, stride), target
 * (address, piece, stride). For `fill`: bytes in all, bytes of a unit, target (address, piece, stride), bytes
 * of the pattern, and then the pattern itself. A unit is a multiple of the pattern.
 */
export function emitMemoryOperations(shared: boolean): Uint8Array<ArrayBuffer> {
  return encodeModule({ shared, globals: [], functions: [copy(), fill()] });
}

const PATTERN_LENGTH = 20;
const PATTERN = 24;

interface UnitPlace {
  /** The position of the unit's first byte in the sequence. */
  readonly at: Instruction;
  readonly bytes: Instruction;
}

function operation(
  name: string,
  body: (builder: FunctionBuilder, word: (byte: number) => Code) => (place: UnitPlace) => void,
): WasmFunction {
  const builder = new FunctionBuilder({
    name,
    isExported: true,
    params: ['block', 'start', 'end', 'scratch'].map(param => ({ name: param, type: 'i32' })),
  });
  const word = (byte: number): Code => [get(BLOCK), ['i32.load', byte]];
  builder.block(done => {
    builder.emit(get(START), get(END), ['i32.ge_u']);
    builder.branchIf(done);
    const unit = builder.local('i32', 'unit');
    const at = builder.local('i32', 'at');
    const bytes = builder.local('i32', 'bytes');
    builder.emit(...word(4), ['local.set', unit]);
    const ofUnit = body(builder, word);
    builder.loop(again => {
      // The last unit may be shorter.
      builder.emit(get(START), get(unit), ['i32.mul'], ['local.set', at]);
      builder.emit(...lesser(get(unit), [...word(0), get(at), ['i32.sub']], bytes));
      ofUnit({ at: get(at), bytes: get(bytes) });
      builder.emit(get(START), i32(1), ['i32.add'], ['local.tee', START], get(END), ['i32.ne']);
      builder.branchIf(again);
    });
  });
  return builder.finish();
}

/** Sets `target` to the lesser of two u32. */
function lesser(a: Instruction, b: Code, target: number): Code {
  return [
    ...b,
    ['local.set', target],
    a,
    get(target),
    a,
    get(target),
    ['i32.lt_u'],
    ['select'],
    ['local.set', target],
  ];
}

/**
 * The address of a byte of the sequence. `span` is the byte offset in the block at which the pieces are
 * described.
 */
function address(word: (byte: number) => Code, span: number, at: Instruction): Code {
  const [start, piece, stride] = [word(span), word(span + 4), word(span + 8)];
  return [
    ...start,
    at,
    ...piece,
    ['i32.div_u'],
    ...stride,
    ['i32.mul'],
    ['i32.add'],
    at,
    ...piece,
    ['i32.rem_u'],
    ['i32.add'],
  ];
}

function copy(): WasmFunction {
  return operation('copy', (builder, word) => ({ at, bytes }) => {
    builder.emit(...address(word, 20, at), ...address(word, 8, at), bytes, ['memory.copy']);
  });
}

function fill(): WasmFunction {
  return operation('fill', (builder, word) => {
    const length = builder.local('i32', 'length');
    const isByte = builder.local('i32', 'isByte');
    const target = builder.local('i32', 'target');
    const done = builder.local('i32', 'done');
    const more = builder.local('i32', 'more');
    const pattern: Code = [get(BLOCK), i32(PATTERN), ['i32.add']];
    builder.emit(...word(PATTERN_LENGTH), ['local.set', length]);
    compareBytes(builder, pattern, get(length), isByte);
    return ({ at, bytes }) => {
      builder.emit(...address(word, 8, at), ['local.set', target], get(isByte));
      builder.if(
        () => builder.emit(get(target), get(BLOCK), ['i32.load8_u', PATTERN], bytes, ['memory.fill']),
        () => {
          // Write the pattern once, then double the written part until the unit is full.
          builder.emit(...lesser(get(length), [bytes], done));
          builder.emit(get(target), ...pattern, get(done), ['memory.copy']);
          builder.block(leave =>
            builder.loop(again => {
              builder.emit(...lesser(get(done), [bytes, get(done), ['i32.sub']], more));
              builder.emit(get(more), ['i32.eqz']);
              builder.branchIf(leave);
              builder.emit(get(target), get(done), ['i32.add'], get(target), get(more), ['memory.copy']);
              builder.emit(get(done), get(more), ['i32.add'], ['local.set', done]);
              builder.branch(again);
            }),
          );
        },
      );
    };
  });
}

/** True if all bytes of the pattern are equal. */
function compareBytes(builder: FunctionBuilder, pattern: Code, length: Instruction, result: number): void {
  const at = builder.local('i32', 'compared');
  builder.emit(i32(1), ['local.set', result], i32(1), ['local.set', at]);
  builder.block(leave =>
    builder.loop(again => {
      builder.emit(get(at), length, ['i32.ge_u']);
      builder.branchIf(leave);
      const byte: Code = [...pattern, get(at), ['i32.add'], ['i32.load8_u', 0]];
      builder.emit(
        ...byte,
        get(BLOCK),
        ['i32.load8_u', PATTERN],
        ['i32.eq'],
        ['local.tee', result],
        ['i32.eqz'],
      );
      builder.branchIf(leave);
      builder.emit(get(at), i32(1), ['i32.add'], ['local.set', at]);
      builder.branch(again);
    }),
  );
}
