import type { AtomicName, FlatAtomic } from '@heddle/core/backend';
import { get, i32 } from './code.ts';
import type { CodeEmitter } from './code-emitter.ts';
import type { Code, Opcode } from './instructions.ts';

/** The instruction that leaves the old value on the stack. WebAssembly has none for min and max. */
const opcodes = {
  load: 'i32.atomic.load',
  add: 'i32.atomic.rmw.add',
  sub: 'i32.atomic.rmw.sub',
  and: 'i32.atomic.rmw.and',
  or: 'i32.atomic.rmw.or',
  xor: 'i32.atomic.rmw.xor',
  exchange: 'i32.atomic.rmw.xchg',
  compareExchange: 'i32.atomic.rmw.cmpxchg',
} as const satisfies Partial<Record<AtomicName, Opcode>>;

/** Emits an atomic operation on a view or on shared memory. Out of bounds it has no effect and yields 0. */
export function emitAtomic(emitter: CodeEmitter, atomic: FlatAtomic): void {
  const { builder, unit } = emitter;
  const { id, name, ok } = atomic;
  const isUsed = name !== 'store' && emitter.isUsed(id);
  if (ok === undefined) {
    happen(emitter, atomic);
    if (isUsed) emitter.pop(id);
    else if (name !== 'store') builder.emit(['drop']);
    return;
  }
  const old = isUsed ? builder.local('i32') : undefined;
  if (old !== undefined) builder.emit(i32(0), ['local.set', old]);
  builder.emit(...unit.value(ok));
  builder.if(() => {
    happen(emitter, atomic);
    if (old !== undefined) builder.emit(['local.set', old]);
    else if (name !== 'store') builder.emit(['drop']);
  });
  if (old === undefined) return;
  builder.emit(get(old));
  emitter.pop(id);
}

function happen(emitter: CodeEmitter, atomic: FlatAtomic): void {
  const { builder, unit, memory } = emitter;
  const { name, args } = atomic;
  const { address, offset } = memory.place(atomic);
  const operands = args.flatMap(arg => unit.value(arg));
  switch (name) {
    case 'store':
      return builder.emit(...address, ...operands, ['i32.atomic.store', offset]);
    case 'min':
    case 'max':
      return exchangeWhere(emitter, atomic, address, offset, operands);
    default:
      return builder.emit(...address, ...operands, [opcodes[name], offset]);
  }
}

/** Emits a compare-and-exchange loop that stores the min (max) of the operand and the word. */
function exchangeWhere(
  { builder }: CodeEmitter,
  { name, on }: FlatAtomic,
  address: Code,
  offset: number,
  operand: Code,
): void {
  builder.emit(...address);
  const at = get(builder.store('i32'));
  builder.emit(...operand);
  const value = get(builder.store('i32'));
  builder.emit(at, ['i32.atomic.load', offset]);
  const old = builder.store('i32');
  const seen = builder.local('i32');
  const prefers: Opcode = `i32.${name === 'min' ? 'lt' : 'gt'}_${on === 'i32' ? 's' : 'u'}`;
  builder.loop(again => {
    builder.emit(at, get(old), value, get(old), value, get(old), [prefers], ['select']);
    builder.emit(['i32.atomic.rmw.cmpxchg', offset], ['local.tee', seen], get(old), ['i32.ne']);
    builder.emit(get(seen), ['local.set', old]);
    builder.branchIf(again);
  });
  builder.emit(get(old));
}
